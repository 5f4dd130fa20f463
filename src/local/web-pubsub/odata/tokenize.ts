import { FilterError } from "./expression.ts";

export type Token =
  | Readonly<{ kind: "text"; value: string }>
  | Readonly<{ kind: "number"; value: number }>
  | Readonly<{ kind: "word"; value: string }>
  | Readonly<{ kind: "mark"; value: string }>;

/** Texts (a quote inside is doubled), whole numbers, words and marks, each with the blanks before it. */
const TOKEN = /\s*(?:'((?:[^']|'')*)'|([+-]?\d+)|([A-Za-z]+)|([(),]))/y;

/** Splits a filter into tokens; words are lower-cased, since OData's words and names ignore case here. */
export function tokenize(source: string): readonly Token[] {
  const text = source.trimEnd();
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (match === null) throw new FilterError(`The filter cannot be read at position ${at}.`);
    tokens.push(tokenOf(match));
    at = TOKEN.lastIndex;
  }
  return tokens;
}

function tokenOf([, text, number, word, mark]: RegExpExecArray): Token {
  if (text !== undefined) return { kind: "text", value: text.replaceAll("''", "'") };
  if (number !== undefined) return { kind: "number", value: Number(number) };
  if (word !== undefined) return { kind: "word", value: word.toLowerCase() };
  return { kind: "mark", value: mark ?? "" };
}
