import { expect, test } from "vitest";

import { type Value } from "#local/cosmos/sql/value.ts";

import { NOW_MS, valueOf } from "./evaluate.ts";

type Cases = readonly (readonly [expression: string, value: Value])[];

const evaluated = (cases: Cases): Cases => cases.map(([expression]) => [expression, valueOf(expression)]);

test("[LF1] type checks answer for every type, undefined included", () => {
  const cases: Cases = [
    ["IS_DEFINED(c.x)", false],
    ["IS_DEFINED(null)", true],
    ["IS_NULL(null)", true],
    ["IS_NULL(c.x)", false],
    ["IS_BOOL(false)", true],
    ["IS_BOOLEAN(false)", true],
    ["IS_NUMBER('1')", false],
    ["is_string('')", true],
    ["IS_ARRAY([])", true],
    ["IS_OBJECT([])", false],
    ["IS_OBJECT({})", true],
    ["IS_PRIMITIVE(null)", true],
    ["IS_PRIMITIVE({})", false],
    ["IS_INTEGER(1.5)", false],
    ["IS_FINITE_NUMBER(1.5)", true],
    ["IIF(1 = 1, 'y', 'n')", "y"],
    ["IIF(c.x, 'y', 'n')", "n"],
  ];
  expect(evaluated(cases)).toEqual(cases);
});

test("[LF2] string functions", () => {
  const cases: Cases = [
    ["CONTAINS('Hello', 'ell')", true],
    ["CONTAINS('Hello', 'ELL')", false],
    ["CONTAINS('Hello', 'ELL', true)", true],
    ["STARTSWITH('Hello', 'he', true)", true],
    ["ENDSWITH('Hello', 'lo')", true],
    ["STRINGEQUALS('a', 'A', true)", true],
    ["CONCAT('a', 'b', 'c')", "abc"],
    ["CONCAT('a', 1)", undefined],
    ["LENGTH('abc')", 3],
    ["LENGTH(1)", undefined],
    ["LOWER('AbC') || UPPER('d')", "abcD"],
    ["TRIM(' a ') || LTRIM(' b ') || RTRIM(' c ')", "ab  c"],
    ["REVERSE('abc')", "cba"],
    ["LEFT('abc', 2) || RIGHT('abc', 2)", "abbc"],
    ["LEFT('abc', -1)", ""],
    ["RIGHT('abc', 0)", ""],
    ["SUBSTRING('abcdef', 2, 3)", "cde"],
    ["INDEX_OF('abcabc', 'c')", 2],
    ["INDEX_OF('abcabc', 'c', 3)", 5],
    ["REPLACE('a$a', 'a', '$&')", "$&$$&"],
    ["REPLICATE('ab', 3)", "ababab"],
    ["REPLICATE('ab', 100000)", undefined],
    ["REGEXMATCH('abc', '^A.c$', 'i')", true],
    ["REGEXMATCH('abc', 'b$')", false],
    ["STRINGJOIN(['a', 'b'], '-')", "a-b"],
    ["STRINGSPLIT('a-b', '-')", ["a", "b"]],
  ];
  expect(evaluated(cases)).toEqual(cases);
});

test("[LF3] conversions yield undefined for what cannot be converted", () => {
  const cases: Cases = [
    ["ToString(1.5)", "1.5"],
    ["ToString({'a': [1, null]})", '{"a":[1,null]}'],
    ["ToString('x')", "x"],
    ["ToString(c.x)", undefined],
    ["StringToNumber(' 12 ')", 12],
    ["StringToNumber('x')", undefined],
    ["StringToNumber('true')", undefined],
    ["StringToBoolean('true')", true],
    ["StringToNull('null')", null],
    ["StringToArray('[1,2]')", [1, 2]],
    ["StringToObject('{\"a\":1}')", { a: 1 }],
  ];
  expect(evaluated(cases)).toEqual(cases);
});

test("[LF4] math functions, undefined where there is no finite number", () => {
  const cases: Cases = [
    ["ABS(-2) + CEILING(1.2) + FLOOR(1.8)", 5],
    ["ROUND(2.5)", 3],
    ["ROUND(-2.5)", -3],
    ["ROUND(1.2345, 2)", 1.23],
    ["POWER(2, 10) + SQRT(81) + SQUARE(2)", 1037],
    ["SIGN(-3) + TRUNC(-1.9)", -2],
    ["LOG(8, 2)", 3],
    ["LOG10(1000)", 3],
    ["EXP(0) + SIN(0) + COS(0)", 2],
    ["SQRT(-1)", undefined],
    ["ABS('1')", undefined],
    ["PI()", Math.PI],
    ["NumberBin(37, 10)", 30],
    ["IntDiv(7, 2) + IntMod(7, 2) + IntAdd(1, 1) + IntSub(3, 1) + IntMul(2, 2)", 12],
    ["IntAdd(1.5, 1)", undefined],
    ["RAND() BETWEEN 0 AND 1", true],
  ];
  expect(evaluated(cases)).toEqual(cases);
});

test("[LF5] array functions compare deeply, and in part when asked to", () => {
  const array = "[{'a': 1, 'b': 2}, [3], 'x']";
  const cases: Cases = [
    [`ARRAY_CONTAINS(${array}, {'b': 2, 'a': 1})`, true],
    [`ARRAY_CONTAINS(${array}, {'a': 1})`, false],
    [`ARRAY_CONTAINS(${array}, {'a': 1}, true)`, true],
    [`ARRAY_CONTAINS(${array}, c.x)`, undefined],
    ["ARRAY_CONTAINS('x', 'x')", undefined],
    [`ARRAY_CONTAINS_ANY(${array}, 'y', 'x')`, true],
    [`ARRAY_CONTAINS_ALL(${array}, [3], 'y')`, false],
    [`ARRAY_LENGTH(${array})`, 3],
    ["ARRAY_CONCAT([1], [2], [3])", [1, 2, 3]],
    ["ARRAY_SLICE([1, 2, 3, 4], 1, 2)", [2, 3]],
    ["ARRAY_SLICE([1, 2, 3, 4], -2)", [3, 4]],
    ["ARRAY_SLICE([1, 2, 3, 4], -3, 2)", [2, 3]],
    ["SetIntersect([1, 2, 2, 3], [2, 3])", [2, 3]],
    ["SetUnion([1, 2], [2, 3])", [1, 2, 3]],
    ["CHOOSE(2, 'a', 'b')", "b"],
    ["ObjectToArray({'a': 1})", [{ k: "a", v: 1 }]],
    ["ObjectToArray({'a': 1}, 'name')", [{ name: "a", v: 1 }]],
  ];
  expect(evaluated(cases)).toEqual(cases);
});

test("[LF6] the current time is that of the request", () => {
  const cases: Cases = [
    ["GetCurrentTimestamp()", NOW_MS],
    ["GetCurrentDateTime()", "2026-11-24T20:15:30.1230000Z"],
    ["GetCurrentTicks()", NOW_MS * 10_000 + 621_355_968_000_000_000],
  ];
  expect(evaluated(cases)).toEqual(cases);
});

test("[LF7] dates are added to, subtracted and taken apart", () => {
  const cases: Cases = [
    ["DateTimeAdd('mm', 1, '2026-01-31T10:00:00.0000000Z')", "2026-02-28T10:00:00.0000000Z"],
    ["DateTimeAdd('hour', -1, '2026-01-01T00:30:00Z')", "2025-12-31T23:30:00.0000000Z"],
    ["DateTimeDiff('day', '2026-01-01T23:00:00Z', '2026-01-03T01:00:00Z')", 2],
    ["DateTimeDiff('year', '2025-12-31T00:00:00Z', '2026-01-01T00:00:00Z')", 1],
    ["DateTimePart('month', '2026-11-24T00:00:00Z')", 11],
    ["DateTimeToTimestamp('1970-01-01T00:00:01Z')", 1000],
    ["DateTimeToTimestamp('yesterday')", undefined],
    ["TimestampToDateTime(1000)", "1970-01-01T00:00:01.0000000Z"],
  ];
  expect(evaluated(cases)).toEqual(cases);
});
