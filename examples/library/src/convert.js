// SPDX-License-Identifier: MIT
import { loadKinds } from "./kinds.js";

const kinds = loadKinds();

/** Finds a unit by one of its names: `{ kind, factor }`, or null. */
export function findUnit(name) {
  for (const [kind, units] of Object.entries(kinds)) {
    const unit = units.find((candidate) => candidate.names.includes(name));
    if (unit !== undefined) return { kind, factor: unit.factor };
  }
  return null;
}

/** Converts `{ amount, unit }` to another unit of the same kind. */
export function convert(measure, to) {
  const source = findUnit(measure.unit);
  const target = findUnit(to);
  if (source === null || target === null) throw new RangeError(`Unknown unit: ${source === null ? measure.unit : to}`);
  if (source.kind !== target.kind) throw new RangeError(`${measure.unit} is ${source.kind}, ${to} is ${target.kind}`);
  return { amount: (measure.amount * source.factor) / target.factor, unit: to };
}
