// Titles, notes and log lines are other people's words: an escape sequence in one must not reach the terminal.
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL = /[\u0000-\u001F\u007F-\u009F]+/g;

/** One line without control characters. */
export const plainText = (text: string): string => text.replaceAll(CONTROL, " ").trim();

/** At most `widthMax` characters, the last one an ellipsis when something was cut off. */
export const clip = (text: string, widthMax: number): string =>
  text.length <= widthMax ? text : widthMax < 1 ? "" : `${text.slice(0, widthMax - 1)}…`;
