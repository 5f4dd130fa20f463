import { type FleetEvent } from "#contract/fleet-event.ts";
import { type Job, type Lease } from "#contract/job.ts";
import { type Run } from "#contract/run.ts";
import { type Stage } from "#contract/stage.ts";
import { aJob, anEvent, aRun, at, idOf } from "./fixtures.ts";

const MINUTE_MS = 60_000;
const SHA = "4f2c91d07ab35e6810cc4f2c91d07ab35e6810cc";

/** The newest jobs of the day, one after the other; all older ones are shipped. */
const EARLY: readonly Partial<Job>[] = [
  { title: "Upgrade the build tables to schema 4", stage: "building", priority: "critical", key: "tables-schema-4" },
  { title: "Train the ranking model", stage: "queued", capabilities: ["engine:cloude"], routable: false },
  { title: "Write the API index for the release", stage: "review", priority: "high" },
  { title: "Find out why the nightly test of the importer hangs on Windows", stage: "assigned" },
  { title: "Collect the licences of every dependency", stage: "testing" },
  { title: "Publish the release", stage: "blocked", deps: [idOf("job", 1), idOf("job", 2)] },
  { title: "Translate the settings page", stage: "failed", priority: "low" },
  { title: "Remove the deprecated endpoints", stage: "queued", held: true, holdNote: "waits for the freeze to end" },
  { title: "Rotate the signing keys", stage: "dead_letter", attempts: 3 },
  { title: "Format the sources", stage: "queued" },
];

/** A working day, newest first: every stage, a job on hold and one that no factory can run. */
export const scriptedJobs = (count: number, nowMs: number): Job[] =>
  Array.from({ length: count }, (_, index) => scriptedJob(index, count, nowMs));

function scriptedJob(index: number, count: number, nowMs: number): Job {
  const early = EARLY[index] ?? { title: `Nightly maintenance ${count - index}`, stage: "shipped" as const };
  const stage: Stage = early.stage ?? "queued";
  const id = idOf("job", count - index);
  const submittedMs = nowMs - index * 7 * MINUTE_MS - 40_000;
  return aJob({
    id,
    capabilities: ["engine:claude"],
    budgetUsd: 2.5,
    labels: ["nightly"],
    repo: { url: "https://example.test/storefront.git", branch: "main" },
    rev: 4,
    submittedAt: at(submittedMs),
    queuedAt: at(submittedMs),
    ...historyOf(stage, id, nowMs),
    ...early,
  });
}

function historyOf(stage: Stage, jobId: string, nowMs: number): Partial<Job> {
  if (stage === "queued" || stage === "blocked") return {};
  const worked = { leaseEpoch: 2, attempts: 1, checkpoint: aCheckpoint(nowMs) };
  if (stage === "assigned" || stage === "building") return { ...worked, lease: aLease(jobId, nowMs) };
  if (stage === "failed" || stage === "dead_letter") return { ...worked, outcome: FAILED };
  return worked;
}

const FAILED = {
  result: "failed" as const,
  code: "tests-failed",
  message: "3 of 214 tests failed in importer/windows",
  sha: null,
  branch: null,
  exitCode: 1,
};

const aCheckpoint = (nowMs: number) => ({
  branch: "agf/work",
  sha: SHA,
  engine: "claude",
  sessionRef: null,
  summary: "tables migrated, tests still to run",
  epoch: 1,
  at: at(nowMs - MINUTE_MS),
});

const aLease = (jobId: string, nowMs: number): Lease => ({
  holderFactoryId: idOf("fac", 1),
  epoch: 2,
  runId: `run_${jobId.slice("job_".length)}_2`,
  seat: 1,
  acquiredAt: at(nowMs - 90_000),
  expiresAt: at(nowMs + 47_000),
});

/** The first four events of any scripted job, as many as its `rev` says. */
export function scriptedEvents(job: Job): FleetEvent[] {
  const factory = { kind: "factory" as const, id: idOf("fac", 1) };
  const parts: Partial<FleetEvent>[] = [
    { data: { title: job.title } },
    {
      type: "job.claimed",
      stage: "assigned",
      epoch: 1,
      actor: factory,
      data: { factoryId: idOf("fac", 1), seat: 1, resumedFromSha: null },
    },
    {
      type: "job.checkpointed",
      stage: "building",
      epoch: 1,
      actor: factory,
      data: { checkpoint: { sha: SHA, summary: "tables migrated, tests still to run" } },
    },
    {
      type: "job.requeued",
      stage: "queued",
      epoch: 2,
      actor: { kind: "system", id: "reaper" },
      data: { cause: "lease_lost", note: "no renewal for 70 s", notBeforeMs: 0 },
    },
  ];
  const submittedMs = Date.parse(job.submittedAt);
  return parts.map((part, index) =>
    anEvent({ jobId: job.id, seq: index + 1, at: at(submittedMs + index * 8_000), ...part }),
  );
}

export function scriptedRuns(job: Job): Run[] {
  const ulid = job.id.slice("job_".length);
  const submittedMs = Date.parse(job.submittedAt);
  const session = {
    session: "s1",
    inputTokens: 48_211,
    outputTokens: 3_920,
    costUsd: 0.42,
    source: "reported" as const,
  };
  const lost = { startedAt: at(submittedMs + 9_000), endedAt: at(submittedMs + 99_000), end: "lease_lost" as const };
  return [
    aRun({ id: `run_${ulid}_1`, jobId: job.id, ...lost, costUsd: 0.42, sessions: [session] }),
    aRun({
      id: `run_${ulid}_2`,
      jobId: job.id,
      epoch: 2,
      factoryId: idOf("fac", 2),
      startedAt: at(submittedMs + 30_000),
      resumedFromSha: SHA,
    }),
  ];
}

export const scriptedDecisions = (job: Job) => [
  {
    factoryId: idOf("fac", 1),
    epoch: 1,
    at: job.submittedAt,
    policy: "score-1",
    score: 2.84,
    terms: { capabilityFit: 1, affinity: 0.5, load: 0.62, costFit: 0.75, health: 1 },
    considered: 3,
    dropped: { capability_missing: 4, on_hold: 1 },
  },
];
