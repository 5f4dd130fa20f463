import { type Job } from "#contract/job.ts";

let made = 0;
const ULID_CHARS = 26;
const AT = "2026-07-01T12:00:00.000Z";

export const jobIdNumber = (number: number): string => `job_${String(number).padStart(ULID_CHARS, "0")}`;

/** A queued shell job; every one has an id of its own. */
export function aJob(change: Partial<Job> = {}): Job {
  made += 1;
  return {
    id: jobIdNumber(made),
    productId: "demo",
    key: null,
    title: "A job",
    persona: "engineer",
    engine: "shell",
    capabilities: [],
    routable: true,
    priority: "normal",
    kind: "task",
    parentId: null,
    deps: [],
    depsMode: "all",
    onDepFailure: "block",
    repo: null,
    budgetUsd: null,
    wallMinutes: 60,
    labels: [],
    stage: "queued",
    held: false,
    holdNote: null,
    rev: 1,
    leaseEpoch: 0,
    lease: null,
    checkpoint: null,
    outcome: null,
    attempts: 0,
    attemptsMax: 3,
    approvals: 0,
    reviewersNeeded: 1,
    submittedBy: "test",
    submittedAt: AT,
    queuedAt: AT,
    notBefore: null,
    endedAt: null,
    bodySha256: "",
    ...change,
  };
}
