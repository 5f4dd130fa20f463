import { SqlError } from "#local/cosmos/sql/sql-error.ts";
import { isArray, isJson, isObject } from "#local/cosmos/sql/value.ts";

import { type Json, type Value } from "./source.ts";

const refuse = (message: string): never => {
  throw new SqlError(null, message, null);
};

function readOne(given: Json): readonly [string, Value] {
  const name = isObject(given) ? given["name"] : undefined;
  if (!isObject(given) || typeof name !== "string" || !name.startsWith("@")) {
    return refuse("Parameter names should be in the format of symbol '@' followed by a valid identifier.");
  }
  const value = given["value"];
  if (value !== undefined && !isJson(value)) refuse(`The value of the parameter '${name}' nests too deep.`);
  return [name, value];
}

/** Reads the `parameters` of a request's body. Throws `SqlError`. */
export function readParameters(given: Json | undefined): ReadonlyMap<string, Value> {
  if (given === undefined || given === null) return new Map();
  if (!isArray(given)) return refuse("The parameters of a query must be an array.");
  const entries = given.map(readOne);
  const parameters = new Map(entries);
  if (parameters.size < entries.length) refuse("Specified duplicate parameter name.");
  return parameters;
}
