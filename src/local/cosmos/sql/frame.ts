import { type Expression, type Location, type Select } from "./ast.ts";
import { SqlError } from "./sql-error.ts";
import { type Value } from "./value.ts";

/** What a running query looks things up in. One frame serves all rows: a row is the content of its slots. */
export type Frame = {
  /** The values of the FROM and JOIN aliases, by the number that compiling gave each; slot 0 is the document. */
  slots: Value[];
  /** The results of the aggregates of the group that is being projected. */
  aggregates: readonly Value[];
  readonly parameters: ReadonlyMap<string, Value>;
  readonly nowMs: number;
  readonly random: () => number;
};

/** A compiled expression. */
export type Evaluate = (frame: Frame) => Value;

export const DOCUMENT_SLOT = 0;

export type AggregateCall = { readonly name: string; readonly argument: Evaluate };

/** How a subquery is compiled: handed in, because SELECT and expressions contain each other. */
type CompileSubquery = (select: Select, scope: Scope) => CompiledSubquery;

export type CompiledSubquery = {
  readonly rows: (frame: Frame) => readonly Value[];
  /** True as soon as there is one row; looks no further. */
  readonly exists: (frame: Frame) => boolean;
};

/** What names mean where an expression stands. */
export type Scope = {
  readonly names: ReadonlyMap<string, number>;
  /** Collects the aggregates of a projection; null where none is allowed. */
  readonly aggregates: AggregateCall[] | null;
  readonly compileSubquery: CompileSubquery;
  /** Gives out the slots of the whole query. */
  readonly newSlot: () => number;
};

export function createScope(compileSubquery: CompileSubquery): Scope {
  let next = DOCUMENT_SLOT + 1;
  const newSlot = () => {
    next += 1;
    return next - 1;
  };
  return { names: new Map(), aggregates: null, compileSubquery, newSlot };
}

/** The slot of a name; `root` always stands for the document. */
export function slotOf(scope: Scope, name: string, at: Location): number {
  const slot = scope.names.get(name);
  if (slot !== undefined) return slot;
  if (name.toLowerCase() === "root") return DOCUMENT_SLOT;
  throw new SqlError("SC2001", `Identifier '${name}' could not be resolved.`, at);
}

/** RAND() need not be unpredictable, and a query that is run again at the same instant yields the same. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function withName(scope: Scope, name: string, slot: number): Scope {
  return { ...scope, names: new Map([...scope.names, [name, slot]]) };
}

export function createFrame(parameters: ReadonlyMap<string, Value>, nowMs: number): Frame {
  return { slots: [], aggregates: [], parameters, nowMs, random: randomFrom(nowMs) };
}

export type CompileExpression = (expression: Expression, scope: Scope) => Evaluate;
