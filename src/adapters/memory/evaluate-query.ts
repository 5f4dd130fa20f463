import { type Condition } from "#application/ports/query.ts";

type Json = { readonly [key: string]: unknown };

/** What stands at a dotted path, or undefined: as the query language has it, an absent member is not null. */
export function at(doc: Json, path: string): unknown {
  let value: unknown = doc;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null || !(name in value)) return undefined;
    value = Reflect.get(value, name);
  }
  return value;
}

export function matches(doc: Json, condition: Condition): boolean {
  const value = at(doc, condition.path);
  switch (condition.op) {
    case "eq":
      return value === condition.value;
    case "in":
      return condition.values.some((each) => each === value);
    case "subset":
      return Array.isArray(value) && value.every((each) => condition.of.some((offered) => offered === each));
    case "contains":
      return Array.isArray(value) && value.includes(condition.value);
    case "null":
      return value === null;
    default:
      return typeof value === typeof condition.value && inRange(compare(value, condition.value), condition.op);
  }
}

function inRange(order: number, op: "lt" | "lte" | "gt" | "gte"): boolean {
  switch (op) {
    case "lt":
      return order < 0;
    case "lte":
      return order <= 0;
    case "gt":
      return order > 0;
    case "gte":
      return order >= 0;
  }
}

export function compare(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
