/** What the shell engine runs: the text, and the program that reads it. Null is "by its own first line". */
export type Script = { readonly text: string; readonly interpreter: "sh" | "bash" | null };

const OPENING = /^[ \t]*```[ \t]*(sh|bash|shell)\b[^\n`]*$/;
const CLOSING = /^[ \t]*```[ \t]*$/;

/** The first fenced block marked sh, bash or shell; the whole body when it starts with #!; null when there is neither. */
export function extractScript(bodyMd: string): Script | null {
  const body = bodyMd.trimStart();
  if (body.startsWith("#!")) return { text: body, interpreter: null };
  const lines = bodyMd.split(/\r?\n/);
  const start = lines.findIndex((line) => OPENING.test(line));
  if (start === -1) return null;
  const length = lines.slice(start + 1).findIndex((line) => CLOSING.test(line));
  if (length === -1) return null;
  const language = OPENING.exec(lines[start] ?? "")?.[1];
  const text = `${lines.slice(start + 1, start + 1 + length).join("\n")}\n`;
  return { text, interpreter: language === "bash" ? "bash" : "sh" };
}
