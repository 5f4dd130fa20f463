import { expect, test } from "vitest";
import { PREEMPTIONS_MAX, type RunningJob, selectPreemptionVictim } from "#scheduler/select-preemption-victim.ts";
import { type FactoryView, type JobView } from "#scheduler/types.ts";
import { aFactory, aJob, aProduct, NOW_MS } from "./build.ts";

const critical = (overrides: Partial<JobView> = {}): JobView =>
  aJob({ id: "job_critical", priority: "critical", ...overrides });

const running = (id: string, job: Partial<JobView> = {}, overrides: Partial<RunningJob> = {}): RunningJob => ({
  job: aJob({ id, ...job }),
  factoryId: "fac_a",
  startedAtMs: NOW_MS - 1_000,
  evictedForJobId: null,
  ...overrides,
});

const full = (seats: number, overrides: Partial<FactoryView> = {}): FactoryView =>
  aFactory({ seatLimit: seats, seatsUsed: seats, ...overrides });

const decide = (
  job: JobView,
  jobs: readonly RunningJob[],
  factories: readonly FactoryView[],
  product = aProduct(),
): string => {
  const decision = selectPreemptionVictim(job, jobs, factories, product, NOW_MS);
  return decision.evict ? decision.victim.job.id : decision.reason;
};

test("[SC14] of the jobs whose seat would do, the lowest class goes", () => {
  const jobs = [
    running("job_high", { priority: "high" }),
    running("job_low", { priority: "low" }),
    running("job_normal"),
  ];
  expect(decide(critical(), jobs, [full(3)])).toBe("job_low");
});

test("[SC14] within a class: the one evicted least often, then the one that started last, then by id", () => {
  const often = running("job_a", { preemptions: 1 }, { startedAtMs: NOW_MS });
  const early = running("job_b", {}, { startedAtMs: NOW_MS - 9_000 });
  const late = [running("job_d"), running("job_c")];
  expect(decide(critical(), [often, early], [full(2)])).toBe("job_b");
  expect(decide(critical(), [early, ...late, often], [full(4)])).toBe("job_c");
  expect(decide(critical(), [...late.toReversed(), early], [full(3)])).toBe("job_c");
});

test("[SC14] only a critical job evicts, never one of its own class, and only when no seat is free", () => {
  expect(decide(aJob({ priority: "high" }), [running("job_low", { priority: "low" })], [full(1)])).toBe("not_critical");
  expect(decide(critical(), [running("job_x", { priority: "critical" })], [full(1)])).toBe("no_feasible_victim");
  expect(decide(critical(), [running("job_low")], [full(1), aFactory({ id: "fac_b" })])).toBe("not_needed");
});

test("[SC15] a freed seat that would not let the job start is never freed", () => {
  const jobs = [running("job_low", { priority: "low" })];
  expect(decide(critical({ requires: ["gpu:a100"] }), jobs, [full(1)])).toBe("no_feasible_victim");
  expect(decide(critical(), jobs, [full(1, { lifecycle: "draining" })])).toBe("no_feasible_victim");
  expect(decide(critical(), jobs, [full(1, { lastHeartbeatAtMs: null })])).toBe("no_feasible_victim");
  expect(decide(critical({ held: true }), jobs, [full(1)])).toBe("no_feasible_victim");
  expect(decide(critical(), jobs, [aFactory({ seatLimit: 1, seatsUsed: 2 })])).toBe("no_feasible_victim");
  expect(decide(critical(), jobs, [])).toBe("no_feasible_victim");
  const paused = aProduct({ budget: { paused: true } });
  expect(decide(critical(), jobs, [full(1)], paused)).toBe("no_feasible_victim");
});

test("[SC15] the right seat is freed, though a lower class runs elsewhere", () => {
  const jobs = [
    running("job_low", { priority: "low" }),
    running("job_on_gpu", { priority: "high" }, { factoryId: "fac_gpu" }),
  ];
  const factories = [full(1), full(1, { id: "fac_gpu", capabilities: ["gpu:a100"] })];
  expect(decide(critical({ requires: ["gpu:a100"] }), jobs, factories)).toBe("job_on_gpu");
});

test("[SC15] a victim's concurrency key counts as freed, its reservation does not", () => {
  const product = aProduct({ keysInUse: { "repo:a": { used: 1, limit: 1 } } });
  const job = critical({ concurrencyKey: "repo:a" });
  const holder = running("job_holder", { concurrencyKey: "repo:a" });
  const other = running("job_other", { priority: "low", concurrencyKey: "repo:unlimited" });
  expect(decide(job, [other, holder], [full(2)], product)).toBe("job_holder");
  expect(decide(job, [other], [full(1)], product)).toBe("no_feasible_victim");
  const spent = aProduct({ budget: { remainingMicroUsd: 5, reservedMicroUsd: 10 } });
  const costly = running("job_costly", { budgetMicroUsd: 10 });
  expect(decide(critical({ budgetMicroUsd: 6 }), [costly], [full(1)], spent)).toBe("no_feasible_victim");
});

test("[SC15] eleven jobs on machines that cannot help stay where they are", () => {
  const jobs = Array.from({ length: 11 }, (_, nth) =>
    running(`job_${nth}`, { priority: "low" }, { factoryId: `fac_${nth}` }),
  );
  const factories = jobs.map(({ factoryId }) => full(1, { id: factoryId, capabilities: ["gpu:mi250"] }));
  expect(decide(critical({ requires: ["gpu:mi300"] }), jobs, factories)).toBe("no_feasible_victim");
});

test("[SC16] one eviction for a job at a time, and a job that is being evicted is not chosen again", () => {
  const leaving = running("job_leaving", { priority: "low" }, { evictedForJobId: "job_critical" });
  const staying = running("job_staying");
  expect(decide(critical(), [leaving, staying], [full(2)])).toBe("outstanding");
  expect(decide(critical({ id: "job_critical_2" }), [leaving, staying], [full(2)])).toBe("job_staying");
});

test("[SC16] a job is evicted at most twice", () => {
  expect(PREEMPTIONS_MAX).toBe(2);
  const evictedOften = (preemptions: number) => [running("job_low", { priority: "low", preemptions })];
  expect(decide(critical(), evictedOften(PREEMPTIONS_MAX - 1), [full(1)])).toBe("job_low");
  expect(decide(critical(), evictedOften(PREEMPTIONS_MAX), [full(1)])).toBe("no_feasible_victim");
});
