import { ARRAY_FUNCTIONS } from "./arrays.ts";
import { CONVERSION_FUNCTIONS } from "./conversions.ts";
import { type FunctionDefinition } from "./definition.ts";
import { MATH_FUNCTIONS } from "./math.ts";
import { STRING_FUNCTIONS } from "./strings.ts";
import { TIME_FUNCTIONS } from "./time.ts";
import { TYPE_FUNCTIONS } from "./types.ts";

const ALL: ReadonlyMap<string, FunctionDefinition> = new Map(
  [TYPE_FUNCTIONS, MATH_FUNCTIONS, STRING_FUNCTIONS, CONVERSION_FUNCTIONS, ARRAY_FUNCTIONS, TIME_FUNCTIONS].flatMap(
    (functions) => Object.entries(functions),
  ),
);

/** The built-in function of that name (upper case). */
export function findFunction(name: string): FunctionDefinition | undefined {
  return ALL.get(name);
}
