import * as fc from "fast-check";
import { expect, test } from "vitest";
import { explain } from "#scheduler/explain.ts";
import { type ExplainReason } from "#scheduler/explanation-text.ts";
import { scoreCandidate } from "#scheduler/score.ts";
import { selectJob } from "#scheduler/select-job.ts";
import { type FactoryView, type JobView, type ProductView } from "#scheduler/types.ts";
import { factory, jobs, product } from "./arbitraries.ts";
import { aFactory, aJob, aProduct, MINUTE_MS, NOW_MS } from "./build.ts";

type Situation = Readonly<{
  when: string;
  reason: ExplainReason;
  says: RegExp;
  job?: Partial<JobView>;
  factories?: readonly FactoryView[];
  product?: ProductView;
  queue?: readonly JobView[];
}>;

const GPU = ["gpu:a100"];
const plain = aFactory({ id: "fac_plain" });
const gpu = (overrides: Partial<FactoryView> = {}): FactoryView =>
  aFactory({ id: "fac_gpu", capabilities: GPU, ...overrides });
const critical = aJob({ id: "job_critical", priority: "critical" });

/** In each of them a second factory, which is live but does not fit, stands by to mislead. */
const SITUATIONS: readonly Situation[] = [
  { when: "no factory is enrolled", reason: "no_factory_live", says: /No factory is live/, factories: [] },
  {
    when: "every factory has gone silent",
    reason: "no_factory_live",
    says: /No factory is live/,
    factories: [aFactory({ lastHeartbeatAtMs: NOW_MS - 90_000 }), aFactory({ id: "fac_b", health: "down" })],
  },
  {
    when: "none has the capability",
    reason: "capability_missing",
    says: /No live factory offers gpu:h100 \(the nearest is gpu:a100\)/,
    job: { requires: ["gpu:h100"], routable: false },
    factories: [plain, gpu()],
  },
  {
    when: "all that fit are busy",
    reason: "seats_full",
    says: /busy/,
    job: { requires: GPU },
    factories: [plain, gpu({ seatsUsed: 1 })],
  },
  {
    when: "an operator paused the factory",
    reason: "factory_paused",
    says: /paused by an operator/,
    job: { requires: GPU },
    factories: [plain, gpu({ lifecycle: "paused" })],
  },
  {
    when: "an operator paused the budget",
    reason: "budget_paused",
    says: /budget is paused/,
    product: aProduct({ budget: { paused: true } }),
  },
  {
    when: "the budget is exhausted",
    reason: "budget_exhausted",
    says: /needs \$5\.00, and \$0\.00 is left/,
    job: { budgetMicroUsd: 5_000_000 },
    product: aProduct({ budget: { remainingMicroUsd: -1 } }),
  },
  {
    when: "running jobs hold the budget",
    reason: "budget_reserved",
    says: /needs \$5\.00; \$2\.00 is free and \$4\.50 is reserved/,
    job: { budgetMicroUsd: 5_000_000 },
    product: aProduct({ budget: { remainingMicroUsd: 2_000_000, reservedMicroUsd: 4_500_000 } }),
  },
  {
    when: "a dependency is unmet",
    reason: "dependency_unmet",
    says: /has not finished/,
    job: { dependencies: "unmet" },
  },
  { when: "a dependency failed", reason: "dependency_failed", says: /has failed/, job: { dependencies: "failed" } },
  {
    when: "the concurrency key is held",
    reason: "concurrency_key_held",
    says: /repo:a/,
    job: { concurrencyKey: "repo:a" },
    product: aProduct({ keysInUse: { "repo:a": { used: 1, limit: 1 } } }),
  },
  {
    when: "the factory drains",
    reason: "factory_draining",
    says: /draining/,
    job: { requires: GPU },
    factories: [plain, gpu({ lifecycle: "draining" })],
  },
  {
    when: "the factory is stale",
    reason: "factory_stale",
    says: /heartbeats/,
    job: { requires: GPU },
    factories: [plain, gpu({ lastHeartbeatAtMs: NOW_MS - 90_000 })],
  },
  { when: "the deadline passed", reason: "deadline_passed", says: /deadline/, job: { deadlineMs: NOW_MS } },
  {
    when: "the start is delayed by minutes",
    reason: "not_before",
    says: /another 5 min/,
    job: { notBeforeMs: NOW_MS + 5 * MINUTE_MS },
  },
  {
    when: "the start is delayed by seconds",
    reason: "not_before",
    says: /another 9 s/,
    job: { notBeforeMs: NOW_MS + 8_001 },
  },
  { when: "it is on hold", reason: "on_hold", says: /on hold/, job: { held: true, notBeforeMs: NOW_MS + 1 } },
  {
    when: "a higher priority goes first",
    reason: "outranked",
    says: /1 waiting job goes first, 1 of a higher priority/,
    queue: [aJob(), critical],
  },
  {
    when: "older jobs of its class go first",
    reason: "outranked",
    says: /2 waiting jobs go first, 0 of a higher priority/,
    queue: [aJob({ id: "job_1", queuedAtMs: NOW_MS - 1 }), aJob({ id: "job_2", queuedAtMs: NOW_MS - 1 })],
  },
  {
    when: "the factory is in quarantine",
    reason: "factory_quarantined",
    says: /quarantine/,
    job: { requires: GPU },
    factories: [plain, gpu({ lifecycle: "quarantined" })],
  },
  {
    when: "the factory is down",
    reason: "factory_down",
    says: /is down/,
    job: { requires: GPU },
    factories: [plain, gpu({ health: "down" })],
  },
  { when: "it has not been found routable again", reason: "unroutable", says: /unroutable/, job: { routable: false } },
  {
    when: "nothing is in its way",
    reason: "ready",
    says: /Nothing is in its way/,
    queue: [aJob(), aJob({ id: "job_later", priority: "low" })],
  },
  {
    when: "there is a seat for each of those ahead and for it",
    reason: "ready",
    says: /Nothing/,
    factories: [aFactory({ seatLimit: 2 })],
    queue: [critical],
  },
];

test.each(SITUATIONS)(
  "[SC18] when $when, the reason is $reason",
  ({ reason, says, job, factories, product: prod, queue }) => {
    const explanation = explain(aJob(job), factories ?? [aFactory()], prod ?? aProduct(), NOW_MS, queue);
    expect(explanation.reason).toBe(reason);
    expect(explanation.message).toMatch(says);
    expect(explanation.nextStep).toMatch(/^[A-Z].{20,}\.$/);
  },
);

test("[SC18] of factories that are ruled out for different reasons, the one nearest to taking the job speaks", () => {
  const all = [
    gpu({ id: "fac_full", seatsUsed: 1 }),
    gpu({ id: "fac_draining", lifecycle: "draining" }),
    gpu({ id: "fac_paused", lifecycle: "paused" }),
    gpu({ id: "fac_stale", lastHeartbeatAtMs: null }),
    plain,
  ];
  const reasons = all.map((_, nth) => explain(aJob({ requires: GPU }), all.slice(nth), aProduct(), NOW_MS).reason);
  expect(reasons).toEqual(["seats_full", "factory_draining", "factory_paused", "factory_stale", "capability_missing"]);
});

test("[SC18] the missing tokens come with the nearest ones, and say when no single factory has them all", () => {
  const job = aJob({ requires: ["os:linux", "gpu:a100", "tpu:v5"] });
  const linux = aFactory({ id: "fac_linux", capabilities: ["os:linux"] });
  const nowhere = explain(job, [linux, gpu()], aProduct(), NOW_MS);
  expect(nowhere.missing).toEqual([{ token: "tpu:v5", nearest: null }]);
  expect(nowhere.message).toBe("No live factory offers tpu:v5.");
  const apart = explain(aJob({ requires: ["os:linux", "gpu:a100"] }), [plain, linux, gpu()], aProduct(), NOW_MS);
  expect(apart.missing).toEqual([{ token: "gpu:a100", nearest: "gpu:a100" }]);
  expect(apart.message).toBe("No live factory offers gpu:a100 together with the rest.");
  expect(apart.nextStep).toMatch(/Enrol a factory/);
});

test("[SC19] the matrix has one line for each factory: the best score first, then the ruled out by id", () => {
  const job = aJob({ requires: GPU });
  const slow = gpu({ id: "fac_slow", load: 3 });
  const factories = [aFactory({ id: "fac_z" }), slow, aFactory({ id: "fac_b" }), gpu(), gpu({ id: "fac_twin" })];
  const { factories: lines } = explain(job, factories, aProduct(), NOW_MS);
  expect(lines.map(({ factoryId }) => factoryId)).toEqual(["fac_gpu", "fac_twin", "fac_slow", "fac_b", "fac_z"]);
  expect(lines[2]).toEqual({
    verdict: "eligible",
    factoryId: "fac_slow",
    score: scoreCandidate(job, slow, aProduct(), NOW_MS),
  });
  expect(lines[4]).toEqual({ verdict: "filtered", factoryId: "fac_z", reason: "capability_missing", missing: GPU });
});

test("[SC19] the place in the queue is that at the factory where the job is nearest to its start", () => {
  const queue = [critical, aJob({ id: "job_gpu", requires: GPU, priority: "high" })];
  const busy = [
    aFactory({ id: "fac_b", seatsUsed: 1 }),
    gpu({ seatsUsed: 1 }),
    aFactory({ id: "fac_a", seatsUsed: 1 }),
  ];
  const place = { factoryId: "fac_a", position: 2, seatsFree: 0, higherClassAhead: 1 };
  const explanation = explain(aJob(), busy, aProduct(), NOW_MS, queue);
  expect(explanation.queue).toEqual(place);
  expect(explanation.nextStep).toMatch(/number 2 in line/);
  const free = gpu({ seatLimit: 4, seatsUsed: 1 });
  expect(explain(aJob(), [...busy, { ...free, id: "fac_c" }], aProduct(), NOW_MS, queue).queue).toMatchObject({
    factoryId: "fac_c",
    position: 3,
    seatsFree: 3,
  });
});

test("[SC19] a job that waits for no seat has no place in the queue", () => {
  expect(explain(aJob({ held: true }), [aFactory()], aProduct(), NOW_MS).queue).toBeNull();
  const none = explain(aJob(), [aFactory({ seatLimit: 0 })], aProduct(), NOW_MS);
  expect(none).toMatchObject({ reason: "seats_full", queue: null });
});

test("[SC19] the job that is first in line is ready, and whoever is ready alone is picked", () => {
  fc.assert(
    fc.property(jobs, factory, product, (list, fac, prod) => {
      const { picked } = selectJob(list, fac, prod, NOW_MS);
      const ready = list.filter((job) => explain(job, [fac], prod, NOW_MS, list).reason === "ready");
      expect(ready).toEqual(picked === null ? [] : [picked.job]);
    }),
    { numRuns: 300, seed: 19 },
  );
});
