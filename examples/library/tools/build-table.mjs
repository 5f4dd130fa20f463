// SPDX-License-Identifier: MIT
// Builds a lookup table for the names of one list of units: a hash without collisions in as few slots as can be found
// in the time given.
//   node tools/build-table.mjs data/length.txt src/tables/length.js [--seconds 1.2]
//   node tools/build-table.mjs --check data/length.txt src/tables/length.js   (exit 0: the table is of this list)
import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { parseUnits } from "#measures/kinds.js";
import { slotOf } from "#measures/slot.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean", default: false }, seconds: { type: "string", default: "1.2" } },
});
const [list, table] = positionals;
const text = readFileSync(list, "utf8");
const heading = `// SPDX-License-Identifier: MIT\n// Built from ${list}, sha256 ${createHash("sha256").update(text).digest("hex")}.\n`;

if (values.check) {
  process.exitCode = isCurrent() ? 0 : 1;
} else {
  const units = parseUnits(text).flatMap(({ names, factor }) => names.map((name) => ({ name, factor })));
  const best = search(units, Number(values.seconds) * 1_000);
  writeFileSync(`${table}.new`, `${heading}export const table = ${JSON.stringify(best, null, 2)};\n`);
  // Renamed when it is whole: whoever looks meanwhile sees no half of a table.
  renameSync(`${table}.new`, table);
  process.stdout.write(`${table}: ${units.length} names in ${best.slots.length} slots, ${best.tried} seeds tried\n`);
}

function isCurrent() {
  try {
    return readFileSync(table, "utf8").startsWith(heading);
  } catch {
    return false;
  }
}

/** Tries seed after seed; whenever one fits, the table must be smaller by a slot from there on. */
function search(units, budgetMs) {
  const endMs = performance.now() + budgetMs;
  let best = null;
  let size = units.length * 3;
  let seed = 0;
  while (best === null || (performance.now() < endMs && size >= units.length)) {
    const slots = place(units, seed, size);
    if (slots !== null) {
      best = { seed, slots };
      size -= 1;
    }
    seed += 1;
  }
  return { seed: best.seed, tried: seed, slots: best.slots };
}

function place(units, seed, size) {
  const slots = Array.from({ length: size }, () => null);
  for (const unit of units) {
    const slot = slotOf(unit.name, seed, size);
    if (slots[slot] !== null) return null;
    slots[slot] = [unit.name, unit.factor];
  }
  return slots;
}
