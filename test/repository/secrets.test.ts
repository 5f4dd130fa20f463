import { expect, test } from "vitest";
import { secrets } from "#adapters/system/secrets.ts";
import { filesBelow, readTop } from "../support/source-files.ts";

/** Published with the emulators that they are for; they open nothing anywhere else. */
const PUBLISHED = [
  // Azurite and the storage emulators.
  "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==",
  // The Cosmos DB emulators.
  "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==",
];

const FILES = [
  ...["src", "test", "infra", "examples", ".ci"].flatMap((folder) =>
    filesBelow(folder, /\.(tsx?|mjs|json|bicep|md|ya?ml|sh)$/),
  ),
  ...["package.json", "local.settings.example.json", "host.json"].map((path) => ({ path, text: readTop(path) })),
];

/** 64 bytes in base64 is the form of an account key; the rest are the forms of the tokens that people leak. */
const FORMS: readonly RegExp[] = [
  /[A-Za-z0-9+/]{86}==/g,
  /\bagf_(?:usr|fac|enr)_[0-9A-Za-z]{36}\b/g,
  /\bgh[pousr]_[A-Za-z0-9]{36}/g,
  /\bsk-[A-Za-z0-9_-]{20,}/g,
  /\bxox[abps]-[A-Za-z0-9-]{10,}/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g,
];

const isHarmless = (found: string): boolean =>
  PUBLISHED.includes(found) || (found.startsWith("agf_") && !secrets.wellFormed(found));

const secretsIn = (text: string): string[] =>
  FORMS.flatMap((form) => [...text.matchAll(form)].map(([found]) => found)).filter((found) => !isHarmless(found));

test("[RP9] no file holds a key, but those that are published with their emulators", () => {
  const found = FILES.flatMap(({ path, text }) => secretsIn(text).map((secret) => `${path}: ${secret.slice(0, 12)}…`));
  expect(FILES.length).toBeGreaterThan(300);
  expect(found).toEqual([]);
});

test("[RP9] the look for keys sees one", () => {
  expect(secretsIn(`key = "${secrets.mint("usr")}"`)).toHaveLength(1);
  expect(secretsIn(`AccountKey=${Buffer.alloc(64, 7).toString("base64")};`)).toHaveLength(1);
  expect(secretsIn(PUBLISHED.join("\n"))).toEqual([]);
});
