const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;
export type Tint = keyof typeof CODES;

export const paint = (text: string, tint: Tint, colour: boolean): string =>
  colour ? `\u001B[${CODES[tint]}m${text}\u001B[0m` : text;
