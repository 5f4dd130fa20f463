import { expect, test } from "vitest";
import { looksLikeSecret } from "#domain/artifact/looks-like-secret.ts";
import { mismatchOf } from "#domain/artifact/mismatch.ts";
import { decideSeal } from "#domain/artifact/seal.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { factoryIdOf } from "../../support/ids.ts";

const said = { sizeBytes: 3, md5: "a".repeat(32) };

test("[AR4] nothing, another size, no digest and another digest are each told apart from what was said", () => {
  expect(mismatchOf(said, said)).toBeNull();
  expect(mismatchOf(null, said)).toContain("Nothing");
  expect(mismatchOf({ ...said, sizeBytes: 4 }, said)).toContain("4 bytes and not 3");
  expect(mismatchOf({ ...said, md5: null }, said)).toContain("no digest");
  expect(mismatchOf({ ...said, md5: "b".repeat(32) }, said)).toContain("another");
});

test("[AR3] only the holder, at its epoch, seals", () => {
  const seal = { artifactId: "art", name: "n", sizeBytes: 3, sha256: "c".repeat(64) };
  const by = (worker: { factoryId: string; leaseEpoch: number }, job = aHeldJob()) =>
    decideSeal(job, { ...seal, worker }).kind;
  const { epoch } = aHeldJob().lease!;
  expect(by({ factoryId: factoryIdOf(1), leaseEpoch: epoch })).toBe("accept");
  expect(by({ factoryId: factoryIdOf(2), leaseEpoch: epoch })).toBe("refuse");
  expect(by({ factoryId: factoryIdOf(1), leaseEpoch: epoch + 1 })).toBe("refuse");
  expect(by({ factoryId: factoryIdOf(1), leaseEpoch: epoch }, aJob())).toBe("refuse");
});

test("[AR6] texts that look like credentials are known, and ordinary names are not taken for them", () => {
  // Put together here, so that no scanner takes this file for one that has secrets.
  const secret = [
    ["agf", "usr", "abc"].join("_"),
    ["ghp", "a".repeat(36)].join("_"),
    ["sk", "a".repeat(24)].join("-"),
    ["AK", "ABCDEFGHIJKLMNOP"].join("IA"),
    "AccountKey=abcdef12",
    "password=hunter22",
    ["eyJhbGciOiJI", "eyJzdWIiOi"].join("."),
  ];
  expect(secret.filter((text) => !looksLikeSecret(text))).toEqual([]);
  const plain = ["logs/build.txt", "coverage-2026-07.zip", "task-skills.md", "token.md", "a".repeat(64), "desk-chair"];
  expect(plain.filter(looksLikeSecret)).toEqual([]);
});
