import { type Expression, type FromSource, type Select } from "./ast.ts";
import { compileExpression } from "./compile-expression.ts";
import { DOCUMENT_SLOT, type Evaluate, type Frame, type Scope, withName } from "./frame.ts";
import { SqlError } from "./sql-error.ts";
import { isAggregating } from "./traverse.ts";
import { isArray, type Value } from "./value.ts";

/** Is called once for each row, which then stands in the frame's slots; false ends the walk. */
type Visit = (frame: Frame) => boolean;

/** Visits the rows that FROM, JOIN and WHERE leave; false when a visit ended it. */
export type WalkRows = (frame: Frame, visit: Visit) => boolean;

type Step = { readonly slot: number; readonly values: (frame: Frame) => readonly Value[] };

const rootName = (path: Expression): string => {
  if (path.type === "property") return rootName(path.on);
  return path.type === "identifier" ? path.name : "";
};

function withContainer(scope: Scope, path: Expression, first: boolean): Scope {
  return first ? withName(scope, rootName(path), DOCUMENT_SLOT) : scope;
}

function valuesOf(source: FromSource, scope: Scope, first: boolean): (frame: Frame) => readonly Value[] {
  if ("select" in source.over) return scope.compileSubquery(source.over.select, scope).rows;
  const path: Evaluate = compileExpression(source.over.path, withContainer(scope, source.over.path, first));
  if (!source.each) {
    return (frame) => {
      const value = path(frame);
      return value === undefined ? [] : [value];
    };
  }
  return (frame) => {
    const value = path(frame);
    return isArray(value) ? value : [];
  };
}

/** A plain `FROM c` is another name of the document and takes no step. */
function isDocument(source: FromSource, scope: Scope, first: boolean): boolean {
  if (source.each || !("path" in source.over) || source.over.path.type !== "identifier") return false;
  return first || (!scope.names.has(source.over.path.name) && source.over.path.name.toLowerCase() === "root");
}

/** A row is made of one document, so a subquery in place of the container cannot fold, sort or cut all of them. */
function refuseWhole({ over }: FromSource): void {
  if (!("select" in over)) return;
  const { distinct, top, offset, orderBy } = over.select;
  if (!distinct && top === null && offset === null && orderBy.length === 0 && !isAggregating(over.select)) return;
  const message =
    "A subquery in place of the container may not use DISTINCT, TOP, OFFSET, ORDER BY, GROUP BY or aggregates here.";
  throw new SqlError("SC2040", message, null);
}

function chain(steps: readonly Step[], where: Evaluate | null): WalkRows {
  const last: WalkRows =
    where === null ? (frame, visit) => visit(frame) : (frame, visit) => where(frame) !== true || visit(frame);
  return steps.reduceRight<WalkRows>(
    (inner, step) => (frame, visit) => {
      for (const value of step.values(frame)) {
        frame.slots[step.slot] = value;
        if (!inner(frame, visit)) return false;
      }
      return true;
    },
    last,
  );
}

export type CompiledSources = {
  readonly walk: WalkRows;
  /** What names mean in the clauses after FROM. */
  readonly scope: Scope;
  /** The slots that belong to this SELECT alone. */
  readonly slots: readonly number[];
};

/** Compiles FROM, JOIN and WHERE. `outermost` is true for the query itself and false for a subquery. */
export function compileSources(select: Select, outer: Scope, outermost: boolean): CompiledSources {
  const steps: Step[] = [];
  const own = new Set<string>();
  let scope = outer;
  for (const [at, source] of select.from.entries()) {
    if (own.has(source.alias)) {
      throw new SqlError("SC2012", `The input alias '${source.alias}' is specified more than once.`, null);
    }
    own.add(source.alias);
    // Where nothing is named yet, the first name is that of the container, whatever it is.
    const first = at === 0 && (outermost || scope.names.size === 0);
    if (first) refuseWhole(source);
    const direct = isDocument(source, scope, first);
    const slot = direct ? DOCUMENT_SLOT : scope.newSlot();
    if (!direct) steps.push({ slot, values: valuesOf(source, scope, first) });
    scope = withName(scope, source.alias, slot);
  }
  const where = select.where === null ? null : compileExpression(select.where, scope);
  const slots = steps.map((step) => step.slot);
  return { walk: chain(steps, where), scope, slots: outermost ? [DOCUMENT_SLOT, ...slots] : slots };
}
