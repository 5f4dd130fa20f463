import { odata } from "@azure/web-pubsub";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseFilter } from "#local/web-pubsub/odata/parse.ts";

const ann = { userId: "Ann", connectionId: "c1", groups: new Set(["g1", "g2"]) };
const nobody = { userId: null, connectionId: "c2", groups: new Set<string>() };

function matches(filter: string, subject: typeof ann | typeof nobody): boolean {
  const parsed = parseFilter(filter);
  if (parsed.kind === "invalid") throw new Error(parsed.message);
  return parsed.matches(subject);
}

test.each([
  ["userId eq 'Ann'", true],
  ["userId ne 'Ann'", false],
  ["USERID EQ 'Ann'", true],
  ["userId eq 'ann'", false],
  ["userId gt 'Amy' and userId lt 'Zoe'", true],
  ["userId ge 'Ann' and userId le 'Ann'", true],
  ["userId eq null", false],
  ["connectionId eq 'c1'", true],
  ["'g1' in groups", true],
  ["'g3' in groups", false],
  ["not ('g3' in groups)", true],
  ["userId in ('Bob', 'Ann')", true],
  ["userId in ('Bob')", false],
  ["length(groups) eq 2", true],
  ["length(userId) gt 3", false],
  ["startswith(userId, 'A') and endswith(userId, 'n')", true],
  ["contains(tolower(userId), 'ann')", true],
  ["toupper(userId) eq 'ANN'", true],
  ["trim(' x ') eq 'x'", true],
  ["concat(userId, '!') eq 'Ann!'", true],
  ["indexof(userId, 'n') eq 1", true],
  ["substring(userId, 1) eq 'nn'", true],
  ["substring(userId, 0, 1) eq 'A'", true],
  ["true or false and false", true],
  ["(true or false) and false", false],
  ["not true or true", true],
  ["userId eq 'it''s' or 'it''s' eq 'it''s'", true],
])("[LW19] for Ann, %s is %s", (filter, expected) => {
  expect(matches(filter, ann)).toBe(expected);
});

test.each([
  ["userId eq null", true],
  ["userId ne null", false],
  ["userId gt 'a'", false],
  ["length(userId) gt 0", false],
  ["contains(userId, '')", false],
  ["not contains(userId, '')", true],
  ["tolower(userId) eq null", true],
  ["userId in groups", false],
])("[LW19] without a user, %s is %s", (filter, expected) => {
  expect(matches(filter, nobody)).toBe(expected);
});

test.each([
  "",
  "userId",
  "userId eq",
  "userId eq 'a",
  "userId eq 7",
  "userId and true",
  "not userId",
  "groups eq 'a'",
  "7 in groups",
  "userId in ()",
  "unknown(userId)",
  "unknownName eq 'a'",
  "length() eq 1",
  "length(userId, userId) eq 1",
  "contains(groups, 'a')",
  "substring(userId, 'a') eq 'a'",
  "true true",
  "(true",
  "true)",
  "userId eq 'a' eq true",
  "userId eq ~",
])("[LW19] the filter %s is refused as a whole", (filter) => {
  expect(parseFilter(filter).kind).toBe("invalid");
});

test("[LW19] length and nesting are bounded", () => {
  expect(parseFilter(`userId eq '${"x".repeat(4_080)}'`).kind).toBe("filter");
  expect(parseFilter(`userId eq '${"x".repeat(4_096)}'`).kind).toBe("invalid");
  expect(parseFilter(`${"(".repeat(32)}true${")".repeat(32)}`).kind).toBe("filter");
  expect(parseFilter(`${"(".repeat(33)}true${")".repeat(33)}`).kind).toBe("invalid");
  expect(parseFilter(`${"not ".repeat(33)}true`).kind).toBe("invalid");
});

test("[LW19] texts that the SDK's odata helper quotes mean themselves", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), (userId) => {
      expect(matches(odata`userId eq ${userId}`, { ...ann, userId })).toBe(true);
    }),
  );
});

test("[LW19] no filter makes the parser or an accepted filter throw", () => {
  const word = fc.constantFrom(
    "userId",
    "groups",
    "'a'",
    "1",
    "eq",
    "in",
    "and",
    "or",
    "not",
    "(",
    ")",
    ",",
    "length",
    "null",
    "true",
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 10 }), (words) => {
      const parsed = parseFilter(words.join(" "));
      const answer = parsed.kind === "filter" ? parsed.matches(nobody) : false;
      expect(answer).toBeTypeOf("boolean");
    }),
    { numRuns: 2_000 },
  );
});
