// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { test } from "node:test";
import { addMeasures, compareMeasures, convert, formatMeasure, parseMeasure } from "#measures/index.js";
import { loadKinds } from "#measures/kinds.js";

const FUZZ_SECONDS = Number(process.env.FUZZ_SECONDS ?? "0.2");

test("a measure is read and written", () => {
  assert.deepEqual(parseMeasure(" 12.5 km "), { amount: 12.5, unit: "km" });
  assert.equal(formatMeasure({ amount: 1 / 3, unit: "h" }), "0.333 h");
  assert.throws(() => parseMeasure("twelve km"), SyntaxError);
});

test("a mile is 1609.344 metres", () => {
  assert.equal(convert(parseMeasure("1 mile"), "m").amount, 1609.344);
});

test("kinds do not mix", () => {
  assert.throws(() => convert(parseMeasure("1 mile"), "kg"), RangeError);
});

test("measures are added and compared in the unit of the first", () => {
  const sum = addMeasures(parseMeasure("1 km"), parseMeasure("500 m"));
  assert.equal(formatMeasure(sum), "1.5 km");
  assert.ok(compareMeasures(sum, parseMeasure("1 mile")) < 0);
});

test("there and back again gives the same amount, for any two units of a kind", () => {
  const kinds = Object.values(loadKinds());
  const endMs = performance.now() + FUZZ_SECONDS * 1_000;
  for (let round = 0; round === 0 || performance.now() < endMs; round++) {
    for (const units of kinds) {
      const from = units[Math.floor(Math.random() * units.length)].names[0];
      const to = units[Math.floor(Math.random() * units.length)].names[0];
      const amount = (Math.random() - 0.5) * 1e6;
      const back = convert(convert({ amount, unit: from }, to), from).amount;
      assert.ok(Math.abs(back - amount) <= Math.abs(amount) * 1e-12, `${amount} ${from} by way of ${to} is ${back}`);
    }
  }
});
