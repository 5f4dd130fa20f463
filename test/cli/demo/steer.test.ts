import { afterEach, expect, test } from "vitest";
import { createFleetClient } from "#client/fleet-client.ts";
import { NO_RETRY } from "#client/retry.ts";
import { STAGES } from "#contract/stage.ts";
import { cancelLeftovers } from "#cli/demo/cancel-leftovers.ts";
import { DemoFailure } from "#cli/demo/demo-failure.ts";
import { must } from "#cli/demo/must.ts";
import { steer } from "#cli/demo/steer.ts";
import { aJob, aProblem, ULIDS } from "../support/builders.ts";
import { type Asked, fakeCoordinator } from "../support/fake-coordinator.ts";

let close = async () => {};
afterEach(() => close());
const fleetThat = async (answer: (asked: Asked) => { status: number; body: unknown }) => {
  const coordinator = await fakeCoordinator(answer);
  close = coordinator.close;
  const fleet = createFleetClient({ baseUrl: coordinator.url, token: "t", productId: "demo", retry: NO_RETRY });
  return { fleet, asked: coordinator.asked };
};

test("[DM6] the operator approves what is in review and ships what is in testing, and touches nothing else", async () => {
  const { fleet, asked } = await fleetThat(() => ({ status: 200, body: { job: aJob() } }));
  await steer(
    fleet,
    STAGES.map((stage) => aJob({ stage })),
  );
  expect(asked).toHaveLength(2);
  expect(new Set(asked.map(({ path }) => path.split("/").at(-1)))).toEqual(new Set(["approve", "ship"]));
});

test("[DM6] the same look at a job, repeated, is one action; a later look is another", async () => {
  const { fleet, asked } = await fleetThat(() => ({ status: 200, body: { job: aJob() } }));
  const job = aJob({ stage: "review", rev: 5, leaseEpoch: 2 });
  await steer(fleet, [job]);
  await steer(fleet, [job]);
  await steer(fleet, [{ ...job, rev: 6 }]);
  const keys = asked.map(({ body }) => (body as { opId: string }).opId);
  expect(keys[0]).toBe(keys[1]);
  expect(keys[2]).not.toBe(keys[0]);
});

test("[DM6] a refusal or an outage ends nothing: the next look sees what became of it", async () => {
  const { fleet } = await fleetThat(() => ({ status: 409, body: aProblem("action-not-allowed", 409) }));
  await expect(steer(fleet, [aJob({ stage: "testing" })])).resolves.toBeUndefined();
});

test("[DM7] only what an earlier demo left open is cancelled", async () => {
  const items = [
    aJob({ id: `job_${ULIDS[0]}`, labels: ["demo"], stage: "building" }),
    aJob({ id: `job_${ULIDS[1]}`, labels: ["demo"], stage: "shipped" }),
    aJob({ id: `job_${ULIDS[2]}`, labels: ["mine"], stage: "queued" }),
  ];
  const { fleet, asked } = await fleetThat(({ method }) => ({
    status: 200,
    body: method === "GET" ? { items, nextCursor: null } : { job: aJob() },
  }));
  expect(await cancelLeftovers(fleet, () => "k")).toBe(1);
  expect(asked.filter(({ method }) => method === "POST").map(({ path }) => path)).toEqual([
    `/api/fleet/jobs/job_${ULIDS[0]}/actions/cancel`,
  ]);
});

test("[DM7] what the demo cannot go on without is a sentence with the code and the request", async () => {
  const { fleet } = await fleetThat(() => ({ status: 403, body: aProblem("forbidden", 403, { needs: ["admin"] }) }));
  const failure = await must("The jobs cannot be listed", fleet.listJobs({})).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(DemoFailure);
  expect(String(failure)).toContain("The jobs cannot be listed: It cannot be done (forbidden, request req-1).");
});
