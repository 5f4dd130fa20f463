// SPDX-License-Identifier: MIT
const PATTERN = /^\s*([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*([a-z][a-z0-9/]*)\s*$/i;

/** Reads `12 km` as `{ amount: 12, unit: "km" }`. */
export function parseMeasure(text) {
  const match = PATTERN.exec(text);
  if (match === null) throw new SyntaxError(`Not a measure: ${text}`);
  return { amount: Number(match[1]), unit: match[2] };
}

/** Writes a measure as text, with at most `digits` digits after the point. */
export function formatMeasure(measure, digits = 3) {
  return `${Number(measure.amount.toFixed(digits))} ${measure.unit}`;
}
