// SPDX-License-Identifier: MIT
import { convert } from "./convert.js";

/** Negative, zero or positive, as sort wants it: both measures in the unit of the first. */
export function compareMeasures(a, b) {
  return a.amount - convert(b, a.unit).amount;
}

/** The sum of measures of one kind, in the unit of the first. */
export function addMeasures(first, ...others) {
  const amount = others.reduce((sum, other) => sum + convert(other, first.unit).amount, first.amount);
  return { amount, unit: first.unit };
}
