import { type Value } from "#local/cosmos/sql/value.ts";

import { define, type FunctionDefinition } from "./definition.ts";

/** JSON knows no infinity and no NaN: what has no finite result is undefined. */
export function finite(result: number): Value {
  return Number.isFinite(result) ? result : undefined;
}

const unary = (calculate: (x: number) => number): FunctionDefinition =>
  define([1, 1], (x) => (typeof x === "number" ? finite(calculate(x)) : undefined));

const binary = (calculate: (x: number, y: number) => number): FunctionDefinition =>
  define([2, 2], (x, y) => (typeof x === "number" && typeof y === "number" ? finite(calculate(x, y)) : undefined));

/** The second argument may be left out. */
const optional = (calculate: (x: number, y: number) => number, standard: number): FunctionDefinition =>
  define([1, 2], (x, y = standard) =>
    typeof x === "number" && typeof y === "number" ? finite(calculate(x, y)) : undefined,
  );

const integers = (calculate: (x: number, y: number) => number): FunctionDefinition =>
  define([2, 2], (x, y) =>
    typeof x === "number" && typeof y === "number" && Number.isInteger(x) && Number.isInteger(y)
      ? finite(calculate(x, y))
      : undefined,
  );

/** Halves are rounded away from zero. */
function round(x: number, digits: number): number {
  const scale = 10 ** digits;
  return (Math.sign(x) * Math.round(Math.abs(x) * scale)) / scale;
}

export const MATH_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  ABS: unary(Math.abs),
  CEILING: unary(Math.ceil),
  FLOOR: unary(Math.floor),
  ROUND: optional(round, 0),
  TRUNC: unary(Math.trunc),
  SIGN: unary(Math.sign),
  SQRT: unary(Math.sqrt),
  SQUARE: unary((x) => x * x),
  POWER: binary((x, y) => x ** y),
  EXP: unary(Math.exp),
  LOG: optional((x, base) => (base === Math.E ? Math.log(x) : Math.log(x) / Math.log(base)), Math.E),
  LOG10: unary(Math.log10),
  SIN: unary(Math.sin),
  COS: unary(Math.cos),
  TAN: unary(Math.tan),
  COT: unary((x) => 1 / Math.tan(x)),
  ASIN: unary(Math.asin),
  ACOS: unary(Math.acos),
  ATAN: unary(Math.atan),
  ATN2: binary(Math.atan2),
  DEGREES: unary((x) => (x * 180) / Math.PI),
  RADIANS: unary((x) => (x * Math.PI) / 180),
  PI: define([0, 0], () => Math.PI),
  NUMBERBIN: optional((x, size) => Math.floor(x / size) * size, 1),
  INTADD: integers((x, y) => x + y),
  INTSUB: integers((x, y) => x - y),
  INTMUL: integers((x, y) => x * y),
  INTDIV: integers((x, y) => Math.trunc(x / y)),
  INTMOD: integers((x, y) => x % y),
};
