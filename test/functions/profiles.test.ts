import { join } from "node:path";
import { expect, test } from "vitest";
import { loadProfiles, readProfile } from "#cli/commands/load-profiles.ts";
import { codeOf, manifest, ok, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();
const CATALOGUE = join(import.meta.dirname, "..", "..", "examples", "profiles");

test("[PF4] the catalogue is loaded through the API, at least eight personas, and loading it again changes nothing", async () => {
  const at = { url: fleet.url, token: fleet.adminToken, productId: PRODUCT };
  expect(await loadProfiles(at, CATALOGUE)).toEqual([]);
  const profiles = ok(await fleet.admin.listProfiles({})).items;
  expect(profiles.length).toBeGreaterThanOrEqual(8);
  const before = await fleet.picture(["fleet_profiles"]);
  expect(await loadProfiles(at, CATALOGUE)).toEqual([]);
  expect(await fleet.picture(["fleet_profiles"])).toBe(before);
  expect(await loadProfiles(at, join(CATALOGUE, "none"))).toEqual([]);
  expect(() => readProfile("no fields")).toThrow("expected fields");
});

test("[PF2] whoever claims a job is told what its profile said when it was submitted", async () => {
  ok(await fleet.admin.createProfile({ body: { name: "careful", instructions: "Be careful." } }));
  ok(await fleet.admin.submitJob({ body: manifest("Careful work", "persona: careful\npriority: critical") }));
  ok(await fleet.admin.createProfile({ body: { name: "careful", instructions: "Hurry." } }));
  const worker = await fleet.worker();
  const { claimed } = ok(await worker.client.claimJob({ body: { claimId: "p1", bootId: 1 } }));
  expect(claimed?.profile).toMatchObject({ profileId: "careful", version: 1, instructions: "Be careful." });
  expect(ok(await worker.client.getProfile({ params: { profileId: "careful@1" } })).profile).toMatchObject(
    claimed!.profile!,
  );
  expect(codeOf(await worker.client.getProfile({ params: { profileId: "careful@3" } }))).toBe("profile-not-found");
});
