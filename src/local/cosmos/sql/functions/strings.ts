import { STRING_LENGTH_MAX } from "#local/cosmos/sql/limits.ts";
import { matchesRegex } from "#local/cosmos/sql/pattern.ts";
import { isArray, type Value } from "#local/cosmos/sql/value.ts";

import { ARGUMENTS_MAX, define, type FunctionDefinition } from "./definition.ts";

const isText = (value: Value): value is string => typeof value === "string";

const unary = (make: (text: string) => Value): FunctionDefinition =>
  define([1, 1], (text) => (isText(text) ? make(text) : undefined));

/** The third argument, when true, makes the comparison blind to case. */
const comparison = (compare: (text: string, other: string) => boolean): FunctionDefinition =>
  define([2, 3], (text, other, ignoreCase) => {
    if (!isText(text) || !isText(other)) return undefined;
    return ignoreCase === true ? compare(text.toLowerCase(), other.toLowerCase()) : compare(text, other);
  });

const textAndNumber = (make: (text: string, count: number) => Value): FunctionDefinition =>
  define([2, 2], (text, count) => (isText(text) && typeof count === "number" ? make(text, count) : undefined));

function substring(text: Value, start: Value, length: Value): Value {
  if (!isText(text) || typeof start !== "number" || typeof length !== "number") return undefined;
  const from = Math.max(0, start);
  return text.slice(from, from + Math.max(0, length));
}

function replicate(text: string, count: number): Value {
  return count >= 0 && count * text.length <= STRING_LENGTH_MAX ? text.repeat(count) : undefined;
}

function regexMatch(text: Value, pattern: Value, modifiers: Value): Value {
  if (!isText(text) || !isText(pattern)) return undefined;
  return matchesRegex(text, pattern, isText(modifiers) ? modifiers : "");
}

export const STRING_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  CONTAINS: comparison((text, part) => text.includes(part)),
  STARTSWITH: comparison((text, part) => text.startsWith(part)),
  ENDSWITH: comparison((text, part) => text.endsWith(part)),
  STRINGEQUALS: comparison((text, other) => text === other),
  CONCAT: define([2, ARGUMENTS_MAX], (...texts) => (texts.every(isText) ? texts.join("") : undefined)),
  LENGTH: unary((text) => text.length),
  LOWER: unary((text) => text.toLowerCase()),
  UPPER: unary((text) => text.toUpperCase()),
  TRIM: unary((text) => text.trim()),
  LTRIM: unary((text) => text.trimStart()),
  RTRIM: unary((text) => text.trimEnd()),
  REVERSE: unary((text) => Array.from(text).toReversed().join("")),
  LEFT: textAndNumber((text, count) => text.slice(0, Math.max(0, count))),
  RIGHT: textAndNumber((text, count) => (count <= 0 ? "" : text.slice(-count))),
  REPLICATE: textAndNumber(replicate),
  SUBSTRING: define([3, 3], substring),
  INDEX_OF: define([2, 3], (text, part, start = 0) =>
    isText(text) && isText(part) && typeof start === "number" ? text.indexOf(part, start) : undefined,
  ),
  REPLACE: define([3, 3], (text, part, other) =>
    isText(text) && isText(part) && isText(other)
      ? part === ""
        ? text
        : text.replaceAll(part, () => other)
      : undefined,
  ),
  REGEXMATCH: define([2, 3], regexMatch),
  STRINGJOIN: define([2, 2], (texts, separator) =>
    isArray(texts) && texts.every(isText) && isText(separator) ? texts.join(separator) : undefined,
  ),
  STRINGSPLIT: define([2, 2], (text, separator) =>
    isText(text) && isText(separator) ? text.split(separator) : undefined,
  ),
};
