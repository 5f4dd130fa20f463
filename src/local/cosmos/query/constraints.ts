import {
  type Between,
  type Binary,
  type Call,
  type Expression,
  type InList,
  type Select,
} from "#local/cosmos/sql/ast.ts";
import { canonicalText, compareValues, typeOf } from "#local/cosmos/sql/compare.ts";
import { compileConstant } from "#local/cosmos/sql/compile-select.ts";
import { type Evaluate, type Frame } from "#local/cosmos/sql/frame.ts";
import { isArray } from "#local/cosmos/sql/value.ts";

import { conjunctsOf, documentAlias, pathBelow } from "./document-path.ts";
import { type Bound, type Value } from "./source.ts";

type Comparison = "=" | "<" | "<=" | ">" | ">=";

/** A condition of the WHERE that an index can serve: a path against values that do not depend on the row. */
export type Constraint = { readonly path: readonly string[] } & (
  | { readonly type: "compare"; readonly operator: Comparison; readonly operand: Evaluate }
  | { readonly type: "one-of"; readonly values: (frame: Frame) => readonly Value[] }
);

/** What a path may be, once the parameters are known. */
export type Restriction =
  | { readonly type: "values"; readonly values: readonly Value[] }
  | { readonly type: "range"; readonly lower: Bound; readonly upper: Bound };

const MIRRORED: ReadonlyMap<string, Comparison> = new Map([
  ["=", "="],
  ["<", ">"],
  ["<=", ">="],
  [">", "<"],
  [">=", "<="],
]);

type PathOf = (expression: Expression) => readonly string[] | null;

function comparisonOf(pathOf: PathOf, { operator, left, right }: Binary): readonly Constraint[] {
  const mirrored = MIRRORED.get(operator);
  const plain = mirrored === undefined ? undefined : MIRRORED.get(mirrored);
  if (mirrored === undefined || plain === undefined) return [];
  const leftPath = pathOf(left);
  const path = leftPath ?? pathOf(right);
  const operand = compileConstant(leftPath === null ? left : right);
  if (path === null || operand === null) return [];
  return [{ path, type: "compare", operator: leftPath === null ? mirrored : plain, operand }];
}

function membershipOf(pathOf: PathOf, { operand, list, negated }: InList): readonly Constraint[] {
  const path = pathOf(operand);
  const operands = list.map(compileConstant).filter((constant) => constant !== null);
  if (path === null || negated || operands.length < list.length) return [];
  return [{ path, type: "one-of", values: (frame) => operands.map((evaluate) => evaluate(frame)) }];
}

/** `ARRAY_CONTAINS(@list, c.path)` is how a list of any length is given as one parameter; `IS_NULL(c.path)` is `= null`. */
function callOf(pathOf: PathOf, { name, args, userDefined }: Call): readonly Constraint[] {
  const [first, second] = args;
  if (userDefined || first === undefined) return [];
  if (name === "IS_NULL") {
    const path = pathOf(first);
    return path === null ? [] : [{ path, type: "one-of", values: () => [null] }];
  }
  if (name !== "ARRAY_CONTAINS" || second === undefined || args.length !== 2) return [];
  const [path, list] = [pathOf(second), compileConstant(first)];
  if (path === null || list === null) return [];
  const values = (frame: Frame) => {
    const given = list(frame);
    return isArray(given) ? given : [];
  };
  return [{ path, type: "one-of", values }];
}

function rangeOf(pathOf: PathOf, condition: Between): readonly Constraint[] {
  const path = pathOf(condition.operand);
  const [lower, upper] = [compileConstant(condition.lower), compileConstant(condition.upper)];
  if (path === null || condition.negated || lower === null || upper === null) return [];
  return [
    { path, type: "compare", operator: ">=", operand: lower },
    { path, type: "compare", operator: "<=", operand: upper },
  ];
}

function constraintsOf(pathOf: PathOf, condition: Expression): readonly Constraint[] {
  if (condition.type === "binary") return comparisonOf(pathOf, condition);
  if (condition.type === "in") return membershipOf(pathOf, condition);
  if (condition.type === "call") return callOf(pathOf, condition);
  return condition.type === "between" ? rangeOf(pathOf, condition) : [];
}

/** The conditions of a query that an index can serve. */
export function findConstraints(select: Select): readonly Constraint[] {
  const alias = documentAlias(select);
  if (alias === null) return [];
  const pathOf: PathOf = (expression) => pathBelow(alias, expression);
  return conjunctsOf(select.where).flatMap((condition) => constraintsOf(pathOf, condition));
}

const LEAST: ReadonlyMap<string, Bound> = new Map([
  ["boolean", { value: false, inclusive: true }],
  ["number", { value: Number.NEGATIVE_INFINITY, inclusive: true }],
  ["string", { value: "", inclusive: true }],
]);

/** The first value of the type that sorts next: everything of the type lies below it. */
const BEYOND: ReadonlyMap<string, Bound> = new Map([
  ["boolean", { value: Number.NEGATIVE_INFINITY, inclusive: false }],
  ["number", { value: "", inclusive: false }],
  ["string", { value: [], inclusive: false }],
]);

/** `<` and its kin hold only inside the type of their operand, so one bound implies the other. */
function restrictionOf(operator: Comparison, value: Value): Restriction | null {
  if (operator === "=") return { type: "values", values: [value] };
  const type = typeOf(value);
  const [least, beyond] = [LEAST.get(type), BEYOND.get(type)];
  if (least === undefined || beyond === undefined) return null;
  const bound = { value, inclusive: operator.endsWith("=") };
  return operator.startsWith("<")
    ? { type: "range", lower: least, upper: bound }
    : { type: "range", lower: bound, upper: beyond };
}

export type Restrictions = ReadonlyMap<string, Restriction>;

export const pathKey = (path: readonly string[]): string => JSON.stringify(path);

/** Of two lower bounds (sign 1) the greater one, of two upper bounds (sign -1) the lesser one. */
function tighter(left: Bound, right: Bound, sign: number): Bound {
  const order = compareValues(left.value, right.value) * sign;
  if (order === 0) return left.inclusive ? right : left;
  return order > 0 ? left : right;
}

function merge(known: Restriction | undefined, added: Restriction): Restriction {
  if (known === undefined) return added;
  if (known.type === "values" || added.type === "values") return known.type === "values" ? known : added;
  return {
    type: "range",
    lower: tighter(known.lower, added.lower, 1),
    upper: tighter(known.upper, added.upper, -1),
  };
}

function restrictionBy(constraint: Constraint, frame: Frame): Restriction | null {
  if (constraint.type === "compare") return restrictionOf(constraint.operator, constraint.operand(frame));
  const values = constraint.values(frame).filter((value) => value !== undefined);
  const unique = new Map(values.map((value) => [canonicalText(value), value]));
  return { type: "values", values: [...unique.values()] };
}

/** Evaluates the constraints. "nothing" when no document can satisfy them. */
export function restrict(constraints: readonly Constraint[], frame: Frame): Restrictions | "nothing" {
  const restrictions = new Map<string, Restriction>();
  for (const constraint of constraints) {
    const restriction = restrictionBy(constraint, frame);
    if (restriction === null) continue;
    // A comparison with undefined is undefined, which keeps no row.
    if (restriction.type === "values" && restriction.values.every((value) => value === undefined)) return "nothing";
    const key = pathKey(constraint.path);
    restrictions.set(key, merge(restrictions.get(key), restriction));
  }
  return restrictions;
}
