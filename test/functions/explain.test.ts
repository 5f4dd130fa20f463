import { expect, test } from "vitest";
import { manifest, ok, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();
const submit = async (title: string, more = "") => ok(await fleet.admin.submitJob({ body: manifest(title, more) })).job;
const explain = async (jobId: string) => ok(await fleet.admin.getDecision({ params: { jobId } }));

test("[EX2] the API says why a job waits, from no factory to a busy one, and says nothing of one that runs", async () => {
  const first = await submit("First");
  expect((await explain(first.id)).waits?.reason).toBe("no_factory_live");
  const worker = await fleet.worker();
  expect((await explain(first.id)).waits).toMatchObject({
    reason: "ready",
    factories: [{ factoryId: worker.factoryId, eligible: true }],
    queue: { position: 1, seatsFree: 1 },
  });
  ok(await worker.client.claimJob({ body: { claimId: "c1", bootId: 1 } }));
  const running = await explain(first.id);
  expect(running.waits).toBeNull();
  expect(running.items).toMatchObject([{ factoryId: worker.factoryId, epoch: 1 }]);
  expect(running.history.map(({ reason }) => reason)).toEqual(["queued", "assigned"]);
  const second = await submit("Second");
  expect((await explain(second.id)).waits?.reason).toBe("seats_full");
  const third = await submit("Third", "capabilities: [os:linux]");
  expect((await explain(third.id)).waits).toMatchObject({
    reason: "capability_missing",
    missing: [{ capability: "os:linux", nearest: null }],
  });
  const fourth = await submit("Fourth", `deps: [${first.id}]`);
  expect((await explain(fourth.id)).waits?.reason).toBe("dependency_unmet");
});
