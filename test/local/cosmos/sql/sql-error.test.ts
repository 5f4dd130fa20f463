import { expect, test } from "vitest";

import { compileQuery } from "#local/cosmos/sql/compile-select.ts";
import { EXPRESSION_DEPTH_MAX, NESTING_MAX, QUERY_TEXT_LENGTH_MAX } from "#local/cosmos/sql/limits.ts";
import { parseQuery } from "#local/cosmos/sql/parse-select.ts";
import { SqlError } from "#local/cosmos/sql/sql-error.ts";

import { valueOf } from "./evaluate.ts";

function refusalOf(text: string): SqlError {
  try {
    compileQuery(parseQuery(text));
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error(`accepted: ${text.slice(0, 100)}`);
}

test("[LE1] a syntax error names its code and its place in the text", () => {
  const cases: readonly (readonly [text: string, code: string, near: string])[] = [
    ["SELECT * FROM c WHERE c.a == 1", "SC1001", "="],
    ["SELECT * FROM c WHERE", "SC1002", ""],
    ["SELECT * FROM c WHERE c.a = 'open", "SC1011", "'open"],
    ["SELECT * FROM c WHERE c.a = #", "SC1010", "#"],
    ["SELECT FROM c", "SC1001", "FROM"],
    ["SELECT * FROM c ORDER c.a", "SC1001", "ORDER"],
    ["SELECT * FROM c JOIN d", "SC1002", ""],
    ["DELETE FROM c", "SC1001", "DELETE"],
    ["SELECT * FROM c WHERE c.select = (1", "SC1002", ""],
    ["SELECT VALUE '\\u00zz' FROM c", "SC1011", "\\u00zz"],
  ];
  for (const [text, code, near] of cases) {
    const refusal = refusalOf(text);
    expect([text, refusal.code, text.slice(refusal.start, refusal.end)]).toEqual([text, code, near]);
    expect(refusal.status).toBe(400);
  }
});

test("[LE1] the message of a response lists the error as the service does", () => {
  const message = refusalOf("SELECT * FROM c WHERE c.a == 1").responseMessage;
  expect(message).toBe(
    'Message: {"errors":[{"severity":"Error","location":{"start":27,"end":28},"code":"SC1001",' +
      '"message":"Syntax error, incorrect syntax near \'=\'."}]}',
  );
});

test("[LE2] what parses and means nothing is refused before a document is looked at", () => {
  const cases: readonly (readonly [text: string, code: string])[] = [
    ["SELECT VALUE d.a FROM c", "SC2001"],
    ["SELECT VALUE NOSUCH(1) FROM c", "SC2005"],
    ["SELECT VALUE udf.mine(1) FROM c", "SC2005"],
    ["SELECT VALUE ABS() FROM c", "SC2050"],
    ["SELECT VALUE GetCurrentTimestamp(1) FROM c", "SC2050"],
    ["SELECT *", "SC2014"],
    ["SELECT * FROM c JOIN d IN c.d", "SC2015"],
    ["SELECT c.a, d.a FROM c JOIN d IN c.d", "SC2022"],
    ["SELECT VALUE 1 FROM c JOIN c IN c.d", "SC2012"],
    ["SELECT * FROM c WHERE COUNT(1) > 1", "SC2102"],
    ["SELECT VALUE SUM(COUNT(1)) FROM c", "SC2102"],
    ["SELECT c.a FROM c GROUP BY c.a ORDER BY c.a", "SC2103"],
    ["SELECT VALUE COUNT(1) FROM (SELECT DISTINCT VALUE c.a FROM c) AS d", "SC2040"],
    ["SELECT VALUE d FROM d IN (SELECT VALUE MAX(c.a) FROM c)", "SC2040"],
    ["SELECT c.b FROM c GROUP BY c.a", "SC2102"],
    ["SELECT c.a, COUNT(1) AS n FROM c", "SC2102"],
    ["SELECT VALUE [c.a, LOWER(c.b)] FROM c GROUP BY c.a", "SC2102"],
    ["SELECT * FROM c GROUP BY c.a", "SC2102"],
  ];
  for (const [text, code] of cases) expect([text, refusalOf(text).code]).toEqual([text, code]);
  expect(() =>
    compileQuery(parseQuery("SELECT LOWER(c.a) AS a, {n: [COUNT(1), 1]} FROM c GROUP BY LOWER(c.a)")),
  ).not.toThrow();
  expect(() => valueOf("REGEXMATCH('a', '(')")).toThrow(SqlError);
  expect(() => valueOf("'a' LIKE '[z-a]'")).toThrow(SqlError);
});

test("[LE3] nesting up to the limit is answered and beyond it refused, never by an overflow", () => {
  const brackets = (depth: number) => `SELECT VALUE ${"(".repeat(depth)}1${")".repeat(depth)} FROM c`;
  expect(() => compileQuery(parseQuery(brackets(NESTING_MAX)))).not.toThrow();
  expect(refusalOf(brackets(NESTING_MAX + 1)).code).toBe("SC3002");
  const manyDeep = 100_000;
  for (const opening of ["(", "[", "NOT ", "- ", "ABS(", "EXISTS(SELECT VALUE ", "{a: ", "c[", "1 ? ", "1 IN ("]) {
    expect([opening, refusalOf(`SELECT VALUE ${opening.repeat(20_000)}`).code]).toEqual([opening, "SC3002"]);
  }
  for (const link of [" + 1", ".a", " = 1", " ?? 1", " LIKE 'x'"]) {
    expect([link, refusalOf(`SELECT VALUE c${link.repeat(manyDeep / 2)} FROM c`).code]).toEqual([link, "SC3003"]);
  }
  expect(refusalOf(`SELECT VALUE '${"x".repeat(QUERY_TEXT_LENGTH_MAX)}'`).code).toBe("SC3001");
});

test("[LE3] long chains of AND, OR and IN are wide and not deep", () => {
  const many = Array.from({ length: EXPRESSION_DEPTH_MAX * 5 }, (_, at) => at);
  expect(valueOf(many.map((at) => `c.n != ${at}`).join(" AND "), { n: -1 })).toBe(true);
  expect(valueOf(many.map((at) => `c.n = ${at}`).join(" OR "), { n: 77 })).toBe(true);
  expect(valueOf(`c.n IN (${many.join(", ")})`, { n: 77 })).toBe(true);
  expect(valueOf(`1${" + 1".repeat(EXPRESSION_DEPTH_MAX - 3)}`)).toBe(EXPRESSION_DEPTH_MAX - 2);
});
