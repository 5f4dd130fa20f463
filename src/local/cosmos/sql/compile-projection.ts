import { type Select, type SelectItem } from "./ast.ts";
import { compileExpression, compileRecord } from "./compile-expression.ts";
import { type Evaluate, type Scope } from "./frame.ts";
import { SqlError } from "./sql-error.ts";

/** The property that each selected item becomes: its alias, the last name of its path, or `$1`, `$2`, ... */
export function itemNames(items: readonly SelectItem[]): readonly string[] {
  let unnamed = 0;
  return items.map(({ expression, alias }) => {
    if (alias !== null) return alias;
    if (expression.type === "identifier") return expression.name;
    const key = expression.type === "property" ? expression.key : null;
    if (key?.type === "literal" && typeof key.value === "string") return key.value;
    unnamed += 1;
    return `$${unnamed}`;
  });
}

/** Compiles what a SELECT makes of one row. */
export function compileProjection(select: Select, scope: Scope): Evaluate {
  const { selection } = select;
  if (selection.type === "value") return compileExpression(selection.expression, scope);
  if (selection.type === "star") {
    const slot = scope.names.get(select.from[0]?.alias ?? "");
    if (select.from.length !== 1 || slot === undefined) {
      throw new SqlError("SC2015", "'SELECT *' is only valid with a single input set.", null);
    }
    return (frame) => frame.slots[slot];
  }
  const names = itemNames(selection.items);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated !== undefined) {
    throw new SqlError("SC2022", `Property name '${repeated}' is specified more than once.`, null);
  }
  return compileRecord(
    selection.items.map((item, at) => ({ name: names[at] ?? "", value: compileExpression(item.expression, scope) })),
  );
}
