import { type FleetEvent } from "#contract/fleet-event.ts";
import { JOB_FILES, type JobFile } from "#cli/demo/cast.ts";
import { type Evidence, type JobEvidence } from "#cli/demo/evidence.ts";
import { aJob, anEvent, SHA } from "./builders.ts";

const ULID_START = "01JZ8Y3V6W9Q4T7R2M5N8P0XK";
const DIGITS = "ABCDEFGH";
const idOf = (file: JobFile): string => `job_${ULID_START}${DIGITS[JOB_FILES.indexOf(file)] ?? ""}`;
const at = (second: number): string => new Date(Date.parse("2026-07-01T12:00:00.000Z") + second * 1_000).toISOString();

const numbered = (events: readonly Partial<FleetEvent>[]): readonly FleetEvent[] =>
  events.map((event, index) => anEvent({ ...event, seq: index + 1 }));

/** A job that was granted at `from` and shipped at `to`, in seconds. */
function shipped(file: JobFile, [from, to]: readonly [number, number], more: Partial<JobEvidence> = {}): JobEvidence {
  const outcome = { result: "succeeded" as const, code: "ok", message: "", sha: SHA, branch: null, exitCode: 0 };
  const events = numbered([
    { type: "job.submitted" },
    { type: "job.claimed", epoch: 1, at: at(from) },
    { type: "job.finished", epoch: 1, at: at(to) },
    { type: "job.shipped", epoch: 2, at: at(to) },
  ]);
  const job = aJob({ id: idOf(file), title: file, stage: "shipped", leaseEpoch: 2, outcome });
  return { file, job, events, lastSeq: events.length, branchSha: SHA, factories: ["forge-2"], ...more };
}

/** What a demo finds when everything went as it should. */
export function goodEvidence(): Evidence {
  const tables = shipped("build-tables.md", [0, 20], { factories: ["forge-1", "forge-2"] });
  const events = numbered([
    { type: "job.submitted" },
    { type: "job.claimed", epoch: 1, at: at(0) },
    { type: "job.checkpointed", epoch: 1 },
    { type: "job.requeued", epoch: 2, data: { cause: "lease_lost" } },
    { type: "job.claimed", epoch: 3, at: at(12) },
    { type: "job.finished", epoch: 3, at: at(20) },
    { type: "job.shipped", epoch: 4, at: at(20) },
  ]);
  const verify = shipped("verify-tables.md", [21, 25]);
  const child = (file: JobFile): JobEvidence => {
    const one = shipped(file, [3, 5]);
    return { ...one, job: { ...one.job, parentId: idOf("release.md") } };
  };
  return {
    jobs: [
      { ...tables, events, lastSeq: events.length },
      shipped("format-sources.md", [2, 4]),
      shipped("run-tests.md", [14, 20], { factories: ["forge-1"] }),
      { ...verify, job: { ...verify.job, deps: [idOf("format-sources.md"), idOf("build-tables.md")] } },
      shipped("release.md", [6, 8]),
      child("release-changelog.md"),
      child("release-api-index.md"),
      child("release-licences.md"),
    ],
    jobsExpected: JOB_FILES.length,
    fencedCode: "fenced",
    coordinatorRestarts: 1,
    keptCheckpoint: true,
  };
}

/** The same with one job's evidence changed. */
export const withJob = (file: JobFile, change: (one: JobEvidence) => JobEvidence): Evidence => {
  const evidence = goodEvidence();
  return { ...evidence, jobs: evidence.jobs.map((one) => (one.file === file ? change(one) : one)) };
};
