/** Makes a well-formed source file as untidy as files are that came by mail: something real for a formatter to do. */
export function roughen(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map((line, at) => {
      const indented = line.replace(/^(?: {2})+/, (spaces) => "\t".repeat(spaces.length / 2));
      return at % 3 === 0 ? `${indented}  ` : indented;
    })
    .join("\r\n");
}
