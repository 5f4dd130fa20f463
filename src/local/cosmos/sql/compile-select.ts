import { type Expression, type Select } from "./ast.ts";
import { type Grouping, groupRows, Groups, slotsWithout } from "./aggregate.ts";
import { checkGrouping } from "./check-grouping.ts";
import { canonicalText } from "./compare.ts";
import { compileExpression } from "./compile-expression.ts";
import { compileProjection } from "./compile-projection.ts";
import { type CompiledSources, compileSources } from "./compile-sources.ts";
import {
  type AggregateCall,
  type CompiledSubquery,
  createScope,
  type Evaluate,
  type Frame,
  type Scope,
} from "./frame.ts";
import { compareKeys, type OrderKey } from "./order-keys.ts";
import { compileCounts, type CountReader, readWindow } from "./row-window.ts";
import { SqlError } from "./sql-error.ts";
import { AGGREGATES, isAggregating, partsOf } from "./traverse.ts";
import { type Value } from "./value.ts";

/** A SELECT as closures. */
export type CompiledSelect = {
  readonly select: Select;
  readonly sources: CompiledSources;
  readonly project: Evaluate;
  /** Null when the rows are not folded. */
  readonly grouping: Grouping | null;
  readonly orderBy: readonly OrderKey[];
  readonly counts: CountReader;
};

function compileParts(select: Select, outer: Scope, outermost: boolean): CompiledSelect {
  if (select.groupBy.length > 0 && select.orderBy.length > 0) {
    throw new SqlError("SC2103", "'ORDER BY' is not supported in presence of 'GROUP BY'.", null);
  }
  checkGrouping(select);
  const sources = compileSources(select, { ...outer, aggregates: null }, outermost);
  const aggregates: AggregateCall[] = [];
  const aggregating = isAggregating(select);
  const project = compileProjection(select, { ...sources.scope, aggregates: aggregating ? aggregates : null });
  const keys = select.groupBy.map((key) => compileExpression(key, sources.scope));
  const orderBy = select.orderBy.map(({ expression, descending }) => ({
    evaluate: compileExpression(expression, sources.scope),
    descending,
  }));
  const grouping = aggregating ? { keys, aggregates } : null;
  return { select, sources, project, grouping, orderBy, counts: compileCounts(select, outer) };
}

function orderedRows(compiled: CompiledSelect, frame: Frame): readonly Value[] {
  const rows: { readonly value: Value; readonly keys: readonly Value[] }[] = [];
  compiled.sources.walk(frame, (row) => {
    rows.push({ value: compiled.project(row), keys: compiled.orderBy.map((key) => key.evaluate(row)) });
    return true;
  });
  return rows.sort((left, right) => compareKeys(compiled.orderBy, left.keys, right.keys)).map((row) => row.value);
}

function groupedRows(compiled: CompiledSelect, grouping: Grouping, frame: Frame): readonly Value[] {
  const groups = new Groups(grouping, slotsWithout(frame, compiled.sources.slots));
  groupRows(frame, compiled.sources.walk, groups);
  return groups.results(frame, compiled.project);
}

function distinctOf(values: readonly Value[]): readonly Value[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const text = canonicalText(value);
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew;
  });
}

function subqueryRows(compiled: CompiledSelect, frame: Frame): readonly Value[] {
  const { grouping, select } = compiled;
  const values = grouping === null ? orderedRows(compiled, frame) : groupedRows(compiled, grouping, frame);
  const defined = values.filter((value) => value !== undefined);
  const { offset, limit } = readWindow(compiled.counts, frame);
  return (select.distinct ? distinctOf(defined) : defined).slice(offset, offset + limit);
}

function compileSubquery(select: Select, scope: Scope): CompiledSubquery {
  const compiled = compileParts(select, scope, false);
  const rows = (frame: Frame) => subqueryRows(compiled, frame);
  const counted = select.top !== null || select.limit !== null;
  if (compiled.grouping !== null || counted) return { rows, exists: (frame) => rows(frame).length > 0 };
  // The walk is ended by the first row, so a row there is means that the walk did not come to its end.
  const exists = (frame: Frame) => !compiled.sources.walk(frame, (row) => compiled.project(row) === undefined);
  return { rows, exists };
}

/** Compiles a whole query. Throws `SqlError` for what the service refuses before it looks at a document. */
export function compileQuery(select: Select): CompiledSelect {
  return compileParts(select, createScope(compileSubquery), true);
}

function isConstant(expression: Expression): boolean {
  if (expression.type === "identifier" || expression.type === "subquery") return false;
  if (expression.type === "call" && (AGGREGATES.has(expression.name) || expression.name === "RAND")) return false;
  return partsOf(expression).every(isConstant);
}

/** Compiles an expression that is the same for every row, or null for one that depends on the row. */
export function compileConstant(expression: Expression): Evaluate | null {
  return isConstant(expression) ? compileExpression(expression, createScope(compileSubquery)) : null;
}
