import fc from "fast-check";
import { beforeEach, expect, test } from "vitest";
import { submitJob } from "#application/jobs/submit-job.ts";
import { createProfile, findProfile, getProfile, listProfiles } from "#application/profiles/profiles.ts";
import { JOBS } from "#application/ports/collections.ts";
import { aManifest } from "../../support/a-manifest.ts";
import { PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const create = async (instructions: string, capabilities: string[] = [], name = "tester") =>
  stateOf(
    await createProfile(fleet.deps, {
      productId: PRODUCT,
      name,
      createdBy: "ada",
      capabilities,
      engine: null,
      instructions,
    }),
  );
const submit = (persona: string) =>
  submitJob(fleet.deps, {
    productId: PRODUCT,
    manifest: aManifest({ persona, capabilities: ["os:linux"] }),
    bodyMd: "",
    submittedBy: "ada",
    strict: false,
  });

test("[PF1] every edit is the next version, an earlier one stays as it was, and the same again adds none", async () => {
  const first = await create("One.");
  expect(await create("One.")).toEqual({ profile: first.profile, created: false });
  const second = await create("Two.");
  expect([first.profile.version, second.profile.version]).toEqual([1, 2]);
  const find = (ref: string) => findProfile(fleet.deps, { productId: PRODUCT, ref });
  expect([await find("tester@1"), await find("tester")]).toEqual([first.profile, second.profile]);
  expect(problemOf(await getProfile(fleet.deps, { productId: PRODUCT, ref: "tester@3" }))).toMatchObject({
    code: "profile-not-found",
  });
  await create("Other.", [], "another");
  expect((await listProfiles(fleet.deps, PRODUCT)).map(({ id }) => id)).toEqual(["another@1", "tester@2"]);
});

test("[PF1] writers at once get a version each", async () => {
  const all = await Promise.all(["a", "b", "c", "d", "e"].map((text) => create(text)));
  expect(all.map(({ profile }) => profile.version).toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
});

test("[PF2] a job keeps its profile's version and needs what it needs; a version that is not there is refused", async () => {
  await create("One.", ["node:22"]);
  const { profile } = await create("Two.", ["node:24"]);
  const newest = stateOf(await submit("tester")).job;
  expect(newest.profile).toMatchObject({ profileId: "tester", version: 2, sha256: profile.sha256 });
  expect(newest.requires).toEqual(["engine:shell", "node:24", "os:linux"]);
  expect(stateOf(await submit("tester@1")).job).toMatchObject({ profile: { version: 1, instructions: "One." } });
  expect(problemOf(await submit("tester@9"))).toEqual({ code: "profile-not-found", profile: "tester@9" });
  expect(stateOf(await submit("nobody")).job.profile).toBeNull();
});

test("[PF3] whatever a hundred edits do to a profile, no job that exists changes by a byte", async () => {
  const edit = fc.record({
    text: fc.string({ maxLength: 20 }),
    capabilities: fc.subarray(["os:linux", "node:22", "has:docker"]),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 100, maxLength: 100 }), async (edits) => {
      fleet = createMemoryFleet();
      const before = new Map<string, string>();
      for (const [index, { text, capabilities }] of edits.entries()) {
        const { profile } = await create(text, capabilities);
        if (index % 10 !== 0) continue;
        const { job } = stateOf(await submit("tester"));
        expect(job.profile).toMatchObject({ version: profile.version, instructions: text });
        before.set(job.id, JSON.stringify((await fleet.store.read(JOBS, PRODUCT, job.id))?.value));
      }
      expect(before.size).toBe(10);
      for (const [id, text] of before)
        expect(JSON.stringify((await fleet.store.read(JOBS, PRODUCT, id))?.value)).toBe(text);
    }),
    { numRuns: 5 },
  );
});
