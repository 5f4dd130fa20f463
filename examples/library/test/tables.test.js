// SPDX-License-Identifier: MIT
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { test } from "node:test";
import { loadKinds } from "#measures/kinds.js";
import { slotOf } from "#measures/slot.js";

const TABLES = new URL("../src/tables/", import.meta.url);
const files = existsSync(TABLES) ? readdirSync(TABLES).filter((file) => file.endsWith(".js")) : [];

for (const file of files) {
  test(`${file} knows every name of its list and no other`, async () => {
    const { table } = await import(new URL(file, TABLES));
    const find = (name) => {
      const slot = table.slots[slotOf(name, table.seed, table.slots.length)];
      return slot !== null && slot[0] === name ? slot[1] : null;
    };
    const units = loadKinds()[file.slice(0, -".js".length)];
    for (const { names, factor } of units) for (const name of names) assert.equal(find(name), factor);
    assert.equal(find("parsnip"), null);
  });
}
