import { type SqlQuerySpec } from "@azure/cosmos";
import { type Condition, type OrderBy, type Query } from "#application/ports/query.ts";

/** `["kind", "submittedAtMs desc"]`: one composite index as the container declares it. */
type CompositeIndex = readonly string[];

/** The port's query as the service reads it: names come from our own code, values only ever as parameters. */
export function querySql(
  { where, orderBy }: Pick<Query, "where" | "orderBy">,
  indexes: readonly CompositeIndex[],
): SqlQuerySpec {
  const parameters: NonNullable<SqlQuerySpec["parameters"]> = [];
  const bind = (value: Parameter): string => {
    const name = `@p${parameters.length}`;
    parameters.push({ name, value });
    return name;
  };
  const conditions = where.map((condition) => conditionSql(condition, bind));
  const order = indexedOrder(where, orderBy ?? [], indexes).map(
    ({ path, direction }) => `c.${path} ${direction.toUpperCase()}`,
  );
  const query = [
    "SELECT * FROM c",
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(" AND ")}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(", ")}`]),
  ].join(" ");
  return { query, parameters };
}

/**
 * The service walks a composite index only where ORDER BY names all of its columns, so those that an equality already
 * fixes are named as well. Constant in every row, they change nothing of the order.
 */
function indexedOrder(
  where: readonly Condition[],
  orderBy: readonly OrderBy[],
  indexes: readonly CompositeIndex[],
): readonly OrderBy[] {
  if (orderBy.length === 0) return orderBy;
  const fixed = new Set(where.flatMap((condition) => (condition.op === "eq" ? [condition.path] : [])));
  for (const index of indexes) {
    const columns = index.map(columnOf);
    const prefix = columns.slice(0, -orderBy.length);
    const rest = columns.slice(-orderBy.length);
    if (prefix.every(({ path }) => fixed.has(path)) && rest.every((column, at) => isSame(column, orderBy[at])))
      return columns;
  }
  return orderBy;
}

const isSame = (column: OrderBy, wanted: OrderBy | undefined): boolean =>
  column.path === wanted?.path && column.direction === wanted.direction;

/** `lease.expiresAtMs desc` is the path and its direction. */
export function columnOf(column: string): OrderBy {
  const [path = "", direction] = column.split(" ");
  return { path, direction: direction === "desc" ? "desc" : "asc" };
}

type Parameter = string | number | boolean | string[];
const COMPARISONS = { eq: "=", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

function conditionSql(condition: Condition, bind: (value: Parameter) => string): string {
  const path = `c.${condition.path}`;
  switch (condition.op) {
    case "in":
      // IN is served by the index; of nothing it would be no SQL.
      return condition.values.length === 0 ? "false" : `${path} IN (${condition.values.map(bind).join(", ")})`;
    case "subset":
      return `IS_ARRAY(${path}) AND NOT EXISTS(SELECT VALUE r FROM r IN ${path} WHERE NOT ARRAY_CONTAINS(${bind([...condition.of])}, r))`;
    case "contains":
      return `ARRAY_CONTAINS(${path}, ${bind(condition.value)})`;
    case "null":
      return `IS_NULL(${path})`;
    default:
      return `${path} ${COMPARISONS[condition.op]} ${bind(condition.value)}`;
  }
}
