import { type Expression, type Select } from "#local/cosmos/sql/ast.ts";

/** The alias of the whole document, or null when the query ranges over parts of documents. */
export function documentAlias(select: Select): string | null {
  const [first] = select.from;
  if (first === undefined || first.each || !("path" in first.over)) return null;
  return first.over.path.type === "identifier" ? first.alias : null;
}

/** The path below `alias` that an expression names (`c.a["b"][0]` is `["a", "b", "0"]`), or null when it is no such path. */
export function pathBelow(alias: string | null, expression: Expression): readonly string[] | null {
  if (expression.type === "identifier") return expression.name === alias ? [] : null;
  if (expression.type !== "property" || expression.key.type !== "literal") return null;
  const above = pathBelow(alias, expression.on);
  return above === null ? null : [...above, String(expression.key.value)];
}

export function samePath(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((name, at) => name === right[at]);
}

/** Conditions that all must hold for a row to be kept. */
export function conjunctsOf(where: Expression | null): readonly Expression[] {
  if (where === null) return [];
  return where.type === "logical" && where.operator === "AND" ? where.operands.flatMap(conjunctsOf) : [where];
}
