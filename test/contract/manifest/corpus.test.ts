import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Manifest } from "#contract/manifest/manifest.ts";
import { parseManifest } from "#contract/manifest/parse-manifest.ts";
import { sha256Of } from "../../support/sha256.ts";

const FOLDER = fileURLToPath(new URL("../fixtures/manifests/", import.meta.url));
const names = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".md"))
  .map((name) => name.slice(0, -".md".length));

test("[MF1] the corpus has fifty manifests, each with what it is expected to say", () => {
  expect(names).toHaveLength(50);
});

test.each(names)("[MF1] %s is read as expected, and its body comes through byte for byte", (name) => {
  const expected: { readonly manifest: unknown; readonly bodySha256: string } = JSON.parse(
    readFileSync(`${FOLDER}${name}.json`, "utf8"),
  );
  const parsed = parseManifest(readFileSync(`${FOLDER}${name}.md`, "utf8"));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
  expect(parsed.manifest).toEqual(expected.manifest);
  expect(sha256Of(parsed.bodyMd)).toBe(expected.bodySha256);
  expect(Manifest.parse(JSON.parse(JSON.stringify(parsed.manifest)))).toEqual(expected.manifest);
});
