import { expect, test } from "vitest";
import { type FleetReply } from "#client/fleet-client.ts";
import { type OperationRecord } from "#contract/documents/operation-record.ts";
import { codeOf, manifest, ok, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();
const SHA = "b".repeat(40);

/** Everything but a change of the clock's own making: where the feeds' readers are, and who was seen when. */
const at = async (): Promise<string> => {
  await fleet.idle();
  return fleet.picture();
};

/** Sends one request three times more and holds that nothing moved; the answers say the same. */
async function repeats<T>(send: () => Promise<FleetReply<T>>): Promise<T> {
  const first = ok(await send());
  const before = await at();
  for (let round = 0; round < 3; round++) expect(ok(await send())).toEqual(first);
  expect(await at()).toBe(before);
  return first;
}

test("[PR2] every call of a worker repeated three times leaves every document as it was, byte for byte", async () => {
  const worker = await fleet.worker();
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Repeated", "key: repeated") }));
  const of = { params: { jobId: job.id } };
  const claim = () => worker.client.claimJob({ body: { claimId: "c1", bootId: 1 } });
  const first = ok(await claim());
  const before = await at();
  // The version that gates the next claim belongs to the first answer alone.
  for (let round = 0; round < 3; round++) expect(ok(await claim())).toEqual({ ...first, queueVersion: null });
  expect(await at()).toBe(before);
  const { runId, leaseEpoch } = first.claimed!;

  const patch = (opId: string, facts: object) =>
    repeats(() => worker.client.patchJob({ ...of, body: { opId, leaseEpoch, ...facts } }));
  await patch("p1", { stage: "building" });
  const checkpoint = { branch: "agf/x", sha: SHA, engine: "shell", sessionRef: null, summary: "some" };
  await patch("p2", { checkpoint });
  const sessions = [{ session: "s", inputTokens: 1, outputTokens: 2, costUsd: 0.5, source: "reported" as const }];
  const report = () => worker.client.reportUsage({ params: { ...of.params, runId }, body: { sessions } });
  await repeats(report);
  await repeats(() => worker.client.releaseLease({ ...of, body: { opId: "r1", leaseEpoch, note: "later" } }));
  // What was spent is spent, also for one who has the job no longer; and a receipt is stronger than the fence.
  await repeats(report);
  expect(ok(await worker.client.patchJob({ ...of, body: { opId: "p2", leaseEpoch, checkpoint } })).job.stage).toBe(
    "queued",
  );
  expect(codeOf(await worker.client.patchJob({ ...of, body: { opId: "p9", leaseEpoch, stage: "building" } }))).toBe(
    "fenced",
  );
});

test("[PR2] an operator's action repeated under its id takes effect once", async () => {
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Steered") }));
  const act = (action: "hold" | "release" | "cancel" | "requeue", opId: string) => () =>
    fleet.admin.actOnJob({ params: { jobId: job.id, action }, body: { opId, note: "because" } });
  await repeats(act("hold", "h1"));
  await repeats(act("release", "h2"));
  await repeats(act("cancel", "h3"));
  await repeats(act("requeue", "h4"));
  expect(codeOf(await act("requeue", "h5")())).toBe("action-not-allowed");
  const events = ok(await fleet.admin.listEvents({ params: { jobId: job.id }, query: {} })).items;
  expect(events.map(({ type }) => type)).toEqual([
    "job.submitted",
    "job.held",
    "job.released",
    "job.cancelled",
    "job.requeued",
  ]);
});

test("[PR12] an id belongs to its caller and its kind of operation: nobody's takes another's place", async () => {
  const worker = await fleet.worker();
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Same ids", "priority: critical") }));
  const act = (action: "hold" | "release" | "cancel", opId: string) =>
    fleet.admin.actOnJob({ params: { jobId: job.id, action }, body: { opId, note: "" } });
  // The submission's own id, and one id for two actions.
  expect(ok(await act("hold", "submit")).job.held).toBe(true);
  expect(ok(await act("release", "submit")).job.held).toBe(false);
  const { claimed } = ok(await worker.client.claimJob({ body: { claimId: "same", bootId: 1 } }));
  const { leaseEpoch } = claimed!;
  expect(claimed!.job.id).toBe(job.id);
  const patch = (opId: string, facts: object) =>
    worker.client.patchJob({ params: { jobId: job.id }, body: { opId, leaseEpoch, ...facts } });
  // The id under which the reaper will end this very lease, and one that an operator used.
  expect(ok(await patch(`reap.${leaseEpoch}`, { stage: "building" })).job.stage).toBe("building");
  const checkpoint = { branch: "agf/x", sha: SHA, engine: "shell", sessionRef: null, summary: "some" };
  expect(ok(await patch("submit", { checkpoint })).job.checkpoint?.sha).toBe(SHA);
  const release = { params: { jobId: job.id }, body: { opId: "submit", leaseEpoch, note: "" } };
  expect(ok(await worker.client.releaseLease(release)).job.stage).toBe("queued");
  expect(ok(await act("cancel", "submit")).job.stage).toBe("failed");
});

test("[SU1] fifty submissions of one key at once make one job, and one of them made it", async () => {
  const body = manifest("Once", "key: once\ncapabilities: [os:linux]", "Only once.\n");
  const replies = await Promise.all(Array.from({ length: 50 }, () => fleet.admin.submitJob({ body })));
  const made = replies.map((reply) => [ok(reply).job.id, ok(reply).replayed, reply.ok && reply.status] as const);
  expect(new Set(made.map(([id]) => id)).size).toBe(1);
  expect(made.filter(([, replayed]) => !replayed).map(([, , status]) => status)).toEqual([201]);
  expect(made.filter(([, replayed]) => replayed).every(([, , status]) => status === 200)).toBe(true);
  await fleet.idle();
  const jobs = ok(await fleet.admin.listJobs({ query: { limit: 200 } })).items.filter(({ key }) => key === "once");
  expect(jobs).toHaveLength(1);
  const { resources } = await fleet.database
    .container("fleet_jobs")
    .items.query<OperationRecord>(`SELECT * FROM c WHERE c.kind = "op" AND c.jobId = "${jobs[0]!.id}"`)
    .fetchAll();
  expect(resources).toHaveLength(1);
});

test("[SU1] one key with other content is refused, and each product has keys of its own", async () => {
  const { job } = ok(await fleet.admin.submitJob({ body: manifest("Mine", "key: shared") }));
  const other = await fleet.admin.submitJob({ body: manifest("Mine", "key: shared", "Something else.\n") });
  expect(codeOf(other)).toBe("idempotency-key-reused");
  const theirs = ok(await fleet.client(fleet.adminToken, "other").submitJob({ body: manifest("Mine", "key: shared") }));
  expect([theirs.replayed, theirs.job.id === job.id]).toEqual([false, false]);
});

test("[FA1] an enrolment repeated after a lost reply is the same factory with one good token", async () => {
  const { code } = ok(await fleet.admin.createEnrolmentCode({ body: { name: "twice" } }));
  const facts = { name: "twice", capabilities: ["engine:shell"], seatLimit: 1, version: "1" };
  const enrol = (enrolmentId: string) =>
    fleet.client(null, null).enrolFactory({ body: { code, enrolmentId, ...facts } });
  const [first, second] = [ok(await enrol("e1")), ok(await enrol("e1"))];
  expect(second.factoryId).toBe(first.factoryId);
  expect(second.token).not.toBe(first.token);
  expect(codeOf(await fleet.client(first.token).whoAmI({}))).toBe("unauthenticated");
  expect(codeOf(await fleet.client(second.token).whoAmI({}))).toBe("ok");
  expect(codeOf(await enrol("e2"))).toBe("enrolment-code-spent");
});
