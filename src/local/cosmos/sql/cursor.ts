import { type Select } from "./ast.ts";
import { NESTING_MAX } from "./limits.ts";
import { SqlError } from "./sql-error.ts";
import { type Token } from "./tokenize.ts";

const RESERVED: ReadonlySet<string> = new Set(
  (
    "SELECT FROM WHERE GROUP ORDER BY AS IN JOIN TOP VALUE DISTINCT AND OR NOT BETWEEN LIKE ESCAPE EXISTS ARRAY " +
    "ASC DESC OFFSET LIMIT NULL TRUE FALSE UNDEFINED"
  ).split(" "),
);

export function isReserved(name: string): boolean {
  return RESERVED.has(name.toUpperCase());
}

const END: Token = { type: "end", text: "", at: { start: 0, end: 1 } };

/** Reads tokens from left to right for the parser. */
export class Cursor {
  readonly #tokens: readonly Token[];
  /** How a subquery inside an expression is parsed: handed in, because SELECT and expressions contain each other. */
  readonly #parseSelect: (cursor: Cursor) => Select;
  #position = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], parseSelect: (cursor: Cursor) => Select) {
    this.#tokens = tokens;
    this.#parseSelect = parseSelect;
  }

  /** The token that is `ahead` places further, without taking it. */
  peek(ahead = 0): Token {
    return this.#tokens[this.#position + ahead] ?? END;
  }

  take(): Token {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  fail(token: Token = this.peek()): never {
    const atEnd = token.type === "end";
    const near = atEnd ? "end of input" : `'${token.text}'`;
    throw new SqlError(atEnd ? "SC1002" : "SC1001", `Syntax error, incorrect syntax near ${near}.`, token.at);
  }

  atKeyword(word: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === "name" && token.upper === word;
  }

  takeKeyword(...words: readonly string[]): boolean {
    if (!words.every((word, ahead) => this.atKeyword(word, ahead))) return false;
    this.#position += words.length;
    return true;
  }

  needKeyword(...words: readonly string[]): void {
    if (!this.takeKeyword(...words)) this.fail();
  }

  atOperator(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.type === "operator" && token.text === text;
  }

  takeOperator(text: string): boolean {
    if (!this.atOperator(text)) return false;
    this.#position += 1;
    return true;
  }

  needOperator(text: string): void {
    if (!this.takeOperator(text)) this.fail();
  }

  /** True before a name that may stand for something of the query's own. */
  atName(): boolean {
    const token = this.peek();
    return token.type === "name" && !RESERVED.has(token.upper);
  }

  needName(): string {
    if (!this.atName()) this.fail();
    return this.take().text;
  }

  needEnd(): void {
    if (this.peek().type !== "end") this.fail();
  }

  /** Runs one level deeper; too many levels are refused before they can overflow the stack. */
  nested<Parsed>(parse: () => Parsed): Parsed {
    if (this.#depth >= NESTING_MAX) {
      throw new SqlError("SC3002", `The query nests deeper than ${NESTING_MAX} levels.`, this.peek().at);
    }
    this.#depth += 1;
    const parsed = parse();
    this.#depth -= 1;
    return parsed;
  }

  select(): Select {
    return this.nested(() => this.#parseSelect(this));
  }

  /** One or more, separated by commas. */
  list<Item>(parse: () => Item): readonly Item[] {
    const items = [parse()];
    while (this.takeOperator(",")) items.push(parse());
    return items;
  }
}
