import { type Location } from "./ast.ts";
import { QUERY_TEXT_LENGTH_MAX } from "./limits.ts";
import { SqlError } from "./sql-error.ts";

export type Token =
  | { readonly type: "name"; readonly text: string; readonly upper: string; readonly at: Location }
  | { readonly type: "number"; readonly text: string; readonly value: number; readonly at: Location }
  | { readonly type: "string"; readonly text: string; readonly value: string; readonly at: Location }
  | { readonly type: "parameter"; readonly text: string; readonly at: Location }
  | { readonly type: "operator"; readonly text: string; readonly at: Location }
  | { readonly type: "end"; readonly text: ""; readonly at: Location };

const BLANK = /(?:\s|--[^\n]*)*/y;
const NAME = /[A-Za-z_$\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y;
const PARAMETER = /@[A-Za-z0-9_$\u0080-\uffff]*/y;
const NUMBER = /0x[0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?/y;
const OPERATOR = />>>|<>|<=|>=|!=|\|\||\?\?|<<|>>|[()[\]{},.:?+\-*/%=<>&|^~]/y;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["b", "\b"],
  ["f", "\f"],
]);

function matchAt(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? "";
}

function readEscape(source: string, at: number): { readonly text: string; readonly length: number } {
  const letter = source.charAt(at + 1);
  if (letter !== "u") return { text: ESCAPES.get(letter) ?? letter, length: 2 };
  const digits = source.slice(at + 2, at + 6);
  if (!/^[0-9a-fA-F]{4}$/.test(digits)) {
    throw new SqlError("SC1011", "Syntax error, invalid escape in a string literal.", { start: at, end: at + 6 });
  }
  return { text: String.fromCodePoint(Number.parseInt(digits, 16)), length: 6 };
}

function readString(source: string, start: number): Token {
  const quote = source.charAt(start);
  let value = "";
  let at = start + 1;
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === quote) {
      const end = at + 1;
      return { type: "string", text: source.slice(start, end), value, at: { start, end } };
    }
    const piece = character === "\\" ? readEscape(source, at) : { text: character, length: 1 };
    value += piece.text;
    at += piece.length;
  }
  throw new SqlError("SC1011", "Syntax error, unterminated string literal.", { start, end: source.length });
}

function readToken(source: string, start: number, previous: Token | undefined): Token {
  const first = source.charAt(start);
  if (first === "'" || first === '"') return readString(source, start);
  const located = (text: string) => ({ text, at: { start, end: start + text.length } });
  const name = matchAt(NAME, source, start);
  if (name !== "") return { type: "name", upper: name.toUpperCase(), ...located(name) };
  const parameter = matchAt(PARAMETER, source, start);
  if (parameter !== "") return { type: "parameter", ...located(parameter) };
  // `c.5` is a malformed path and not the name `c` before the number .5
  const number = first === "." && previous?.type === "name" ? "" : matchAt(NUMBER, source, start);
  if (number !== "") return { type: "number", value: Number(number), ...located(number) };
  const operator = matchAt(OPERATOR, source, start);
  if (operator !== "") return { type: "operator", ...located(operator) };
  throw new SqlError("SC1010", `Syntax error, invalid token '${first}'.`, { start, end: start + 1 });
}

/** Cuts a query's text into tokens, the last of which is "end". Throws `SqlError` with the place of what is no token. */
export function tokenize(source: string): readonly Token[] {
  if (source.length > QUERY_TEXT_LENGTH_MAX) {
    throw new SqlError("SC3001", `The query exceeds ${QUERY_TEXT_LENGTH_MAX} characters.`, null);
  }
  const tokens: Token[] = [];
  let at = matchAt(BLANK, source, 0).length;
  while (at < source.length) {
    const token = readToken(source, at, tokens.at(-1));
    tokens.push(token);
    at = token.at.end + matchAt(BLANK, source, token.at.end).length;
  }
  tokens.push({ type: "end", text: "", at: { start: source.length, end: source.length + 1 } });
  return tokens;
}
