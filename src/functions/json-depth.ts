const DEPTH_MAX = 32;

/** Whether JSON text nests deeper than any of our bodies: recursive schemas would overflow the stack on it. */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const char = text[index];
    if (inString) {
      if (char === "\\") index++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === "{" || char === "[") {
      if (++depth > DEPTH_MAX) return true;
    } else if (char === "}" || char === "]") depth--;
  }
  return false;
}
