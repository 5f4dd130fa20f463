// SPDX-License-Identifier: MIT
import { readdirSync, readFileSync } from "node:fs";

const DATA = new URL("../data/", import.meta.url);

/** Reads one list of units: `name,alias,alias factor` on each line. */
export function parseUnits(text) {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [names, factor] = line.trim().split(/\s+/);
      return { names: names.split(","), factor: Number(factor) };
    });
}

/** Every kind with its units: `{ length: [{ names: ["metre", "m"], factor: 1 }] }`. */
export function loadKinds() {
  const files = readdirSync(DATA).filter((file) => file.endsWith(".txt"));
  return Object.fromEntries(
    files
      .toSorted()
      .map((file) => [file.slice(0, -".txt".length), parseUnits(readFileSync(new URL(file, DATA), "utf8"))]),
  );
}
