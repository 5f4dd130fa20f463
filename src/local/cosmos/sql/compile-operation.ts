import {
  type Between,
  type Binary,
  type BinaryOperator,
  type InList,
  type Like,
  type Logical,
  type Operation,
  type Unary,
} from "./ast.ts";
import { type CompileExpression, type Evaluate, type Frame, type Scope } from "./frame.ts";
import { finite } from "./functions/math.ts";
import { and, equals, not, ordered, type Truth, truthOf } from "./logic.ts";
import { likeTest } from "./pattern.ts";
import { type Value } from "./value.ts";

type Calculate = (left: Value, right: Value) => Value;

const numeric =
  (calculate: (left: number, right: number) => number): Calculate =>
  (left, right) =>
    typeof left === "number" && typeof right === "number" ? finite(calculate(left, right)) : undefined;

const BINARY: Readonly<Record<Exclude<BinaryOperator, "??">, Calculate>> = {
  "=": equals,
  "!=": (left, right) => not(equals(left, right)),
  "<": (left, right) => ordered(left, right, (order) => order < 0),
  "<=": (left, right) => ordered(left, right, (order) => order <= 0),
  ">": (left, right) => ordered(left, right, (order) => order > 0),
  ">=": (left, right) => ordered(left, right, (order) => order >= 0),
  "+": numeric((left, right) => left + right),
  "-": numeric((left, right) => left - right),
  "*": numeric((left, right) => left * right),
  "/": numeric((left, right) => left / right),
  "%": numeric((left, right) => left % right),
  "&": numeric((left, right) => left & right),
  "|": numeric((left, right) => left | right),
  "^": numeric((left, right) => left ^ right),
  "<<": numeric((left, right) => left << right),
  ">>": numeric((left, right) => left >> right),
  ">>>": numeric((left, right) => left >>> right),
  "||": (left, right) => (typeof left === "string" && typeof right === "string" ? left + right : undefined),
};

function compileBinary(node: Binary, scope: Scope, compile: CompileExpression): Evaluate {
  const left = compile(node.left, scope);
  const right = compile(node.right, scope);
  if (node.operator === "??") {
    return (frame) => {
      const value = left(frame);
      return value === undefined ? right(frame) : value;
    };
  }
  const calculate = BINARY[node.operator];
  return (frame) => calculate(left(frame), right(frame));
}

function compileUnary(node: Unary, scope: Scope, compile: CompileExpression): Evaluate {
  const operand = compile(node.operand, scope);
  if (node.operator === "NOT") return (frame) => not(operand(frame));
  const signs = { "-": (x: number) => -x, "+": (x: number) => x, "~": (x: number) => ~x };
  const apply = signs[node.operator];
  return (frame) => {
    const value = operand(frame);
    return typeof value === "number" ? apply(value) : undefined;
  };
}

/** One operand that decides ends the walk; one that is undefined leaves the answer open. */
function compileLogical(node: Logical, scope: Scope, compile: CompileExpression): Evaluate {
  const operands = node.operands.map((operand) => compile(operand, scope));
  const decisive = node.operator === "OR";
  return (frame) => {
    let open = false;
    for (const operand of operands) {
      const value = truthOf(operand(frame));
      if (value === decisive) return decisive;
      if (value === undefined) open = true;
    }
    return open ? undefined : !decisive;
  };
}

function compileIn(node: InList, scope: Scope, compile: CompileExpression): (frame: Frame) => Truth {
  const operand = compile(node.operand, scope);
  const list = node.list.map((item) => compile(item, scope));
  return (frame) => {
    const value = operand(frame);
    return value === undefined ? undefined : list.some((item) => equals(value, item(frame)) === true);
  };
}

function compileBetween(node: Between, scope: Scope, compile: CompileExpression): (frame: Frame) => Truth {
  const operand = compile(node.operand, scope);
  const lower = compile(node.lower, scope);
  const upper = compile(node.upper, scope);
  return (frame) => {
    const value = operand(frame);
    const above = ordered(value, lower(frame), (order) => order >= 0);
    return and(
      above,
      ordered(value, upper(frame), (order) => order <= 0),
    );
  };
}

function compileLike(node: Like, scope: Scope, compile: CompileExpression): (frame: Frame) => Truth {
  const operand = compile(node.operand, scope);
  const pattern = compile(node.pattern, scope);
  const escape = node.escape === null ? () => "" : compile(node.escape, scope);
  return (frame) => {
    const text = operand(frame);
    const wanted = pattern(frame);
    const escaping = escape(frame);
    if (typeof text !== "string" || typeof wanted !== "string") return undefined;
    return likeTest(wanted, typeof escaping === "string" ? escaping : "")(text);
  };
}

function negatable(negated: boolean, test: (frame: Frame) => Truth): Evaluate {
  return negated ? (frame) => not(test(frame)) : test;
}

/** Compiles an operator to a closure over its operands. */
export function compileOperation(node: Operation, scope: Scope, compile: CompileExpression): Evaluate {
  switch (node.type) {
    case "unary":
      return compileUnary(node, scope, compile);
    case "binary":
      return compileBinary(node, scope, compile);
    case "logical":
      return compileLogical(node, scope, compile);
    case "in":
      return negatable(node.negated, compileIn(node, scope, compile));
    case "between":
      return negatable(node.negated, compileBetween(node, scope, compile));
    case "like":
      return negatable(node.negated, compileLike(node, scope, compile));
    default: {
      const condition = compile(node.condition, scope);
      const whenTrue = compile(node.whenTrue, scope);
      const otherwise = compile(node.otherwise, scope);
      return (frame) => (condition(frame) === true ? whenTrue(frame) : otherwise(frame));
    }
  }
}
