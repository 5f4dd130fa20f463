import { type SqlQuerySpec } from "@azure/cosmos";
import { type Condition, type Query } from "#application/ports/query.ts";

/** The port's query as the service reads it: names come from our own code, values only ever as parameters. */
export function querySql({ where, orderBy }: Pick<Query, "where" | "orderBy">): SqlQuerySpec {
  const parameters: NonNullable<SqlQuerySpec["parameters"]> = [];
  const bind = (value: Parameter): string => {
    const name = `@p${parameters.length}`;
    parameters.push({ name, value });
    return name;
  };
  const conditions = where.map((condition) => conditionSql(condition, bind));
  const order = (orderBy ?? []).map(({ path, direction }) => `c.${path} ${direction.toUpperCase()}`);
  const query = [
    "SELECT * FROM c",
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(" AND ")}`]),
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(", ")}`]),
  ].join(" ");
  return { query, parameters };
}

type Parameter = string | number | boolean | (string | number | boolean)[];
const COMPARISONS = { eq: "=", lt: "<", lte: "<=", gt: ">", gte: ">=" } as const;

function conditionSql(condition: Condition, bind: (value: Parameter) => string): string {
  const path = `c.${condition.path}`;
  switch (condition.op) {
    case "in":
      return `ARRAY_CONTAINS(${bind([...condition.values])}, ${path})`;
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
