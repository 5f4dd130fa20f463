import { type Value } from "#local/cosmos/sql/value.ts";

/** A built-in function: how many arguments it takes, and what it makes of them. */
export type FunctionDefinition = {
  readonly argumentsMin: number;
  readonly argumentsMax: number;
  readonly apply: (...args: readonly Value[]) => Value;
};

/** For functions that take any number of arguments. */
export const ARGUMENTS_MAX = 200;

export function define(
  counts: readonly [min: number, max: number],
  apply: (...args: readonly Value[]) => Value,
): FunctionDefinition {
  return { argumentsMin: counts[0], argumentsMax: counts[1], apply };
}
