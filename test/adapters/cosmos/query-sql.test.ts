import { describe, expect, test } from "vitest";
import { querySql } from "#adapters/cosmos/query-sql.ts";
import { CONTAINERS } from "#application/ports/collections.ts";

const INDEXES = CONTAINERS.fleet_jobs.compositeIndexes;

describe("the text of a query", () => {
  test("[ST16] values are only ever parameters, whatever they hold", () => {
    const hostile = `x" OR 1=1 --`;
    const { query, parameters } = querySql(
      {
        where: [
          { path: "a", op: "eq", value: hostile },
          { path: "b", op: "in", values: [hostile, 1] },
          { path: "c", op: "subset", of: [hostile] },
          { path: "d", op: "contains", value: hostile },
        ],
      },
      [],
    );
    expect(query).not.toContain(hostile);
    expect(parameters).toEqual([
      { name: "@p0", value: hostile },
      { name: "@p1", value: hostile },
      { name: "@p2", value: 1 },
      { name: "@p3", value: [hostile] },
      { name: "@p4", value: hostile },
    ]);
  });

  test("[ST16] each condition has one text", () => {
    const { query } = querySql(
      {
        where: [
          { path: "kind", op: "eq", value: "job" },
          { path: "n", op: "lt", value: 1 },
          { path: "n", op: "lte", value: 1 },
          { path: "n", op: "gt", value: 1 },
          { path: "lease.expiresAtMs", op: "gte", value: 1 },
          { path: "stage", op: "in", values: ["queued"] },
          { path: "requires", op: "subset", of: ["os:linux"] },
          { path: "deps", op: "contains", value: "job_1" },
          { path: "hold", op: "null" },
        ],
        orderBy: [{ path: "atMs", direction: "desc" }],
      },
      [],
    );
    expect(query.replaceAll(" AND ", "\nAND ").replace(" ORDER", "\nORDER")).toMatchInlineSnapshot(`
      "SELECT * FROM c WHERE c.kind = @p0
      AND c.n < @p1
      AND c.n <= @p2
      AND c.n > @p3
      AND c.lease.expiresAtMs >= @p4
      AND c.stage IN (@p5)
      AND IS_ARRAY(c.requires)
      AND NOT EXISTS(SELECT VALUE r FROM r IN c.requires WHERE NOT ARRAY_CONTAINS(@p6, r))
      AND ARRAY_CONTAINS(c.deps, @p7)
      AND IS_NULL(c.hold)
      ORDER BY c.atMs DESC"
    `);
  });

  test("[ST16] a query for everything has no condition and no order", () => {
    expect(querySql({ where: [] }, INDEXES)).toEqual({ query: "SELECT * FROM c", parameters: [] });
  });

  const orderOf = (
    fixed: readonly string[],
    orderBy: readonly (readonly [string, "asc" | "desc"])[],
    indexes: readonly (readonly string[])[] = INDEXES,
  ): string =>
    querySql(
      {
        where: fixed.map((path) => ({ path, op: "eq", value: "x" })),
        orderBy: orderBy.map(([path, direction]) => ({ path, direction })),
      },
      indexes,
    )
      .query.split("ORDER BY ")[1]
      ?.replaceAll("c.", "") ?? "";

  test("[ST17] an order names all the columns of the composite index that serves it, those that are fixed too", () => {
    const claim = [
      ["priorityRank", "asc"],
      ["queuedAtMs", "asc"],
    ] as const;
    expect(orderOf(["kind", "stage"], claim)).toBe("kind ASC, stage ASC, priorityRank ASC, queuedAtMs ASC");
    expect(orderOf(["stage", "kind", "other"], claim)).toBe("kind ASC, stage ASC, priorityRank ASC, queuedAtMs ASC");
    expect(orderOf(["kind"], [["submittedAtMs", "desc"]])).toBe("kind ASC, submittedAtMs DESC");
    expect(orderOf(["kind", "factoryId"], [["seat", "asc"]])).toBe("kind ASC, factoryId ASC, seat ASC");
  });

  test("[ST17] where no composite index serves it, an order stays what was asked for", () => {
    expect(orderOf(["kind"], [["priorityRank", "asc"]])).toBe("priorityRank ASC");
    expect(orderOf([], [["submittedAtMs", "desc"]])).toBe("submittedAtMs DESC");
    // The index goes down, and this order goes up.
    expect(orderOf(["kind"], [["submittedAtMs", "asc"]])).toBe("submittedAtMs ASC");
    expect(orderOf(["kind", "stage"], [["queuedAtMs", "asc"]])).toBe("queuedAtMs ASC");
  });
});
