import { FilterError, type Expression, type FilterSubject } from "./expression.ts";

const OPERATORS = ["eq", "ne", "gt", "ge", "lt", "le"] as const;

type Operator = (typeof OPERATORS)[number];

/** Whether a word compares two values. */
export function isOperator(word: string): word is Operator {
  return OPERATORS.some((operator) => operator === word);
}

/** Compares two values of one type. Null equals null only, and is neither greater nor less than anything. */
export function compare(left: Expression, operator: Operator, right: Expression): Expression {
  const one = scalar(left);
  const other = scalar(right);
  if (left.type !== right.type && left.type !== "null" && right.type !== "null") {
    throw new FilterError(`A ${left.type} cannot be compared with a ${right.type}.`);
  }
  return { type: "boolean", evaluate: (subject) => holds(one(subject), operator, other(subject)) };
}

/** Whether a value is one of a list. */
export function isOneOf(value: Expression, list: readonly Expression[]): Expression {
  const matches = list.map((item) => compare(value, "eq", item));
  return {
    type: "boolean",
    evaluate: (subject) => matches.some((match) => match.type === "boolean" && match.evaluate(subject)),
  };
}

/** Whether a connection is in the group that a text names. */
export function isInGroups(value: Expression): Expression {
  if (value.type !== "text") throw new FilterError("Only a text can be in groups.");
  return {
    type: "boolean",
    evaluate: (subject) => {
      const group = value.evaluate(subject);
      return group !== null && subject.groups.has(group);
    },
  };
}

type Scalar = string | number | boolean | null;

function scalar(expression: Expression): (subject: FilterSubject) => Scalar {
  if (expression.type === "groups") throw new FilterError("groups can only be counted or searched.");
  return expression.type === "null" ? () => null : expression.evaluate;
}

function holds(one: Scalar, operator: Operator, other: Scalar): boolean {
  if (operator === "eq") return one === other;
  if (operator === "ne") return one !== other;
  if (one === null || other === null) return false;
  if (operator === "gt") return one > other;
  if (operator === "ge") return one >= other;
  return operator === "lt" ? one < other : one <= other;
}
