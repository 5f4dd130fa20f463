import { FilterError, type Expression, type NumberExpression, type TextExpression } from "./expression.ts";

/** Builds the call of a function that filters may use, or refuses it with a sentence. */
export function callFunction(name: string, args: readonly Expression[]): Expression {
  const [first, second, third] = args;
  switch (name) {
    case "length":
      expectCount(name, args, 1, 1);
      return lengthOf(first);
    case "tolower":
      return mapText(name, args, (text) => text.toLowerCase());
    case "toupper":
      return mapText(name, args, (text) => text.toUpperCase());
    case "trim":
      return mapText(name, args, (text) => text.trim());
    case "contains":
      return testText(name, args, (text, part) => text.includes(part));
    case "startswith":
      return testText(name, args, (text, part) => text.startsWith(part));
    case "endswith":
      return testText(name, args, (text, part) => text.endsWith(part));
    case "concat":
      expectCount(name, args, 2, 2);
      return concat(asText(first), asText(second));
    case "indexof":
      expectCount(name, args, 2, 2);
      return indexOf(asText(first), asText(second));
    case "substring":
      expectCount(name, args, 2, 3);
      return substring(asText(first), asNumber(second), third === undefined ? undefined : asNumber(third));
    default:
      throw new FilterError(`'${name}' is not known to filters.`);
  }
}

function lengthOf(argument: Expression | undefined): Expression {
  if (argument?.type === "groups") return { type: "number", evaluate: (subject) => argument.evaluate(subject).size };
  const text = asText(argument);
  return { type: "number", evaluate: (subject) => text.evaluate(subject)?.length ?? null };
}

function mapText(name: string, args: readonly Expression[], map: (text: string) => string): Expression {
  expectCount(name, args, 1, 1);
  const text = asText(args[0]);
  return {
    type: "text",
    evaluate: (subject) => {
      const value = text.evaluate(subject);
      return value === null ? null : map(value);
    },
  };
}

function testText(
  name: string,
  args: readonly Expression[],
  test: (text: string, part: string) => boolean,
): Expression {
  expectCount(name, args, 2, 2);
  const text = asText(args[0]);
  const part = asText(args[1]);
  return {
    type: "boolean",
    evaluate: (subject) => {
      const value = text.evaluate(subject);
      return value !== null && test(value, part.evaluate(subject) ?? "");
    },
  };
}

function concat(one: TextExpression, other: TextExpression): Expression {
  return { type: "text", evaluate: (subject) => (one.evaluate(subject) ?? "") + (other.evaluate(subject) ?? "") };
}

function indexOf(text: TextExpression, part: TextExpression): Expression {
  return { type: "number", evaluate: (subject) => text.evaluate(subject)?.indexOf(part.evaluate(subject) ?? "") ?? -1 };
}

function substring(text: TextExpression, start: NumberExpression, length: NumberExpression | undefined): Expression {
  return {
    type: "text",
    evaluate: (subject) => {
      const from = Math.max(0, start.evaluate(subject) ?? 0);
      const count = length?.evaluate(subject) ?? Infinity;
      return text.evaluate(subject)?.slice(from, from + Math.max(0, count)) ?? null;
    },
  };
}

function asText(expression: Expression | undefined): TextExpression {
  if (expression?.type === "text") return expression;
  if (expression?.type === "null") return { type: "text", evaluate: () => null };
  throw new FilterError("A text is expected.");
}

function asNumber(expression: Expression | undefined): NumberExpression {
  if (expression?.type === "number") return expression;
  throw new FilterError("A number is expected.");
}

function expectCount(name: string, args: readonly Expression[], min: number, max: number): void {
  if (args.length < min || args.length > max) throw new FilterError(`'${name}' has the wrong number of arguments.`);
}
