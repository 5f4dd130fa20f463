import { canonicalText, compareValues, typeOf } from "./compare.ts";
import { type WalkRows } from "./compile-sources.ts";
import { type AggregateCall, type Evaluate, type Frame } from "./frame.ts";
import { type Value } from "./value.ts";

type Accumulator = { readonly add: (value: Value) => void; readonly result: () => Value };

function counter(counts: (value: Value) => boolean): Accumulator {
  let count = 0;
  return {
    add: (value) => {
      if (counts(value)) count += 1;
    },
    result: () => count,
  };
}

/** One value that is no number makes the whole sum, and the average, undefined. */
function summing(average: boolean): Accumulator {
  let count = 0;
  let sum: number | undefined = 0;
  return {
    add: (value) => {
      if (value === undefined) return;
      count += 1;
      sum = typeof value === "number" && sum !== undefined ? sum + value : undefined;
    },
    result: () => {
      if (!average || sum === undefined) return sum;
      return count === 0 ? undefined : sum / count;
    },
  };
}

/** MIN (sign -1) and MAX (sign 1) look at primitive values only. */
function extreme(sign: number): Accumulator {
  let best: Value;
  return {
    add: (value) => {
      const type = typeOf(value);
      if (type === "undefined" || type === "array" || type === "object") return;
      if (best === undefined || compareValues(value, best) * sign > 0) best = value;
    },
    result: () => best,
  };
}

function accumulatorFor(name: string): Accumulator {
  switch (name) {
    case "COUNT":
      return counter((value) => value !== undefined);
    case "COUNTIF":
      return counter((value) => value === true);
    case "MIN":
      return extreme(-1);
    case "MAX":
      return extreme(1);
    default:
      return summing(name === "AVG");
  }
}

/** How the rows of a SELECT are folded: by which keys, into which aggregates. */
export type Grouping = { readonly keys: readonly Evaluate[]; readonly aggregates: readonly AggregateCall[] };

type Group = { readonly slots: Value[]; readonly accumulators: readonly Accumulator[] };

/**
 * Folds rows into groups, in the order in which each first appeared. Without GROUP BY there is always one group,
 * also when there are no rows.
 */
export class Groups {
  readonly #grouping: Grouping;
  readonly #groups = new Map<string, Group>();

  constructor(grouping: Grouping, emptySlots: Value[]) {
    this.#grouping = grouping;
    if (grouping.keys.length === 0) this.#groups.set("", this.#newGroup(emptySlots));
  }

  #newGroup(slots: Value[]): Group {
    return { slots, accumulators: this.#grouping.aggregates.map((call) => accumulatorFor(call.name)) };
  }

  /** Adds the row that stands in the frame's slots. */
  add(frame: Frame): void {
    const { keys, aggregates } = this.#grouping;
    const key = keys.map((evaluate) => canonicalText(evaluate(frame))).join();
    let group = this.#groups.get(key);
    if (group === undefined) {
      group = this.#newGroup(frame.slots.slice());
      this.#groups.set(key, group);
    }
    for (const [at, accumulator] of group.accumulators.entries()) accumulator.add(aggregates[at]?.argument(frame));
  }

  /** What the projection makes of each group. */
  results(frame: Frame, project: Evaluate): readonly Value[] {
    const { slots, aggregates } = frame;
    const projected = [...this.#groups.values()].map((group) => {
      frame.slots = group.slots;
      frame.aggregates = group.accumulators.map((accumulator) => accumulator.result());
      return project(frame);
    });
    frame.slots = slots;
    frame.aggregates = aggregates;
    return projected;
  }
}

/** A copy of the slots in which those of the SELECT itself are undefined: the row of a group without rows. */
export function slotsWithout(frame: Frame, own: readonly number[]): Value[] {
  const slots = frame.slots.slice();
  for (const slot of own) slots[slot] = undefined;
  return slots;
}

/** Folds every row that a walk visits. */
export function groupRows(frame: Frame, walk: WalkRows, groups: Groups): void {
  walk(frame, (row) => {
    groups.add(row);
    return true;
  });
}
