import { type Call } from "./ast.ts";
import { type CompileExpression, type Evaluate, type Scope } from "./frame.ts";
import { type FunctionDefinition } from "./functions/definition.ts";
import { findFunction } from "./functions/find-function.ts";
import { NOW_FUNCTIONS } from "./functions/time.ts";
import { SqlError } from "./sql-error.ts";
import { AGGREGATES } from "./traverse.ts";

function refuse(call: Call, code: string, message: string): never {
  throw new SqlError(code, message, call.at);
}

function checkCount(call: Call, min: number, max: number): void {
  if (call.args.length >= min && call.args.length <= max) return;
  const count = min === max ? String(min) : `${min} to ${max}`;
  refuse(call, "SC2050", `The function '${call.name}' requires ${count} arguments.`);
}

function compileAggregate(call: Call, scope: Scope, compile: CompileExpression): Evaluate {
  const calls = scope.aggregates;
  if (calls === null) return refuse(call, "SC2102", `The aggregate '${call.name}' is not valid here.`);
  checkCount(call, 1, 1);
  const at = calls.length;
  const argument = call.args.map((arg) => compile(arg, { ...scope, aggregates: null }));
  calls.push({ name: call.name, argument: argument[0] ?? (() => undefined) });
  return (frame) => frame.aggregates[at];
}

/** Functions of the request and not of the row. */
function compileAmbient(call: Call): Evaluate | null {
  const ofNow = NOW_FUNCTIONS[call.name];
  if (ofNow === undefined && call.name !== "RAND") return null;
  checkCount(call, 0, 0);
  return ofNow === undefined ? (frame) => frame.random() : (frame) => ofNow(frame.nowMs);
}

/** One and two arguments, which nearly all calls have, do without an array for each row. */
function compileApply(definition: FunctionDefinition, args: readonly Evaluate[]): Evaluate {
  const { apply } = definition;
  const [first, second] = args;
  if (args.length === 1 && first !== undefined) return (frame) => apply(first(frame));
  if (args.length === 2 && first !== undefined && second !== undefined) {
    return (frame) => apply(first(frame), second(frame));
  }
  return (frame) => apply(...args.map((arg) => arg(frame)));
}

/** Compiles a call of an aggregate or of a built-in function. */
export function compileCall(call: Call, scope: Scope, compile: CompileExpression): Evaluate {
  if (call.userDefined) refuse(call, "SC2005", `User-defined function 'udf.${call.name}' is not supported.`);
  if (AGGREGATES.has(call.name)) return compileAggregate(call, scope, compile);
  const ambient = compileAmbient(call);
  if (ambient !== null) return ambient;
  const definition = findFunction(call.name);
  if (definition === undefined) {
    return refuse(call, "SC2005", `'${call.name}' is not a recognized built-in function name.`);
  }
  checkCount(call, definition.argumentsMin, definition.argumentsMax);
  return compileApply(
    definition,
    call.args.map((arg) => compile(arg, scope)),
  );
}
