import { type Factory } from "#contract/factory.ts";
import { type FleetEvent } from "#contract/fleet-event.ts";
import { type Job } from "#contract/job.ts";
import { type Run } from "#contract/run.ts";

const ULID_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID-shaped id that grows with the number. */
export function idOf(prefix: string, number: number): string {
  let rest = number;
  let digits = "";
  for (let place = 0; place < 26; place++) {
    digits = `${ULID_DIGITS[rest % 32] ?? "0"}${digits}`;
    rest = Math.floor(rest / 32);
  }
  return `${prefix}_${digits}`;
}

export const at = (ms: number): string => new Date(ms).toISOString();

export const START_MS = Date.UTC(2026, 6, 1, 12);

export function aJob(part: Partial<Job> = {}): Job {
  return {
    id: idOf("job", 1),
    productId: "demo",
    key: null,
    title: "Format the sources",
    persona: "engineer",
    engine: "shell",
    capabilities: ["engine:shell"],
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
    submittedBy: "ada",
    submittedAt: at(START_MS),
    queuedAt: at(START_MS),
    notBefore: null,
    endedAt: null,
    bodySha256: "0".repeat(64),
    ...part,
  };
}

export function aFactory(part: Partial<Factory> = {}): Factory {
  return {
    id: idOf("fac", 1),
    productId: "demo",
    name: "atlas",
    capabilities: ["engine:shell", "os:linux"],
    health: "ok",
    load: 0.4,
    seatLimit: 4,
    seatsUsed: 1,
    lifecycle: "active",
    lifecycleBy: null,
    lifecycleNote: null,
    lifecycleUntil: null,
    version: "0.1.0",
    stale: false,
    enrolledAt: at(START_MS),
    lastHeartbeatAt: at(START_MS),
    ...part,
  };
}

export function anEvent(part: Partial<FleetEvent> = {}): FleetEvent {
  return {
    productId: "demo",
    jobId: idOf("job", 1),
    seq: 1,
    type: "job.submitted",
    at: at(START_MS),
    actor: { kind: "operator", id: "ada" },
    stage: "queued",
    epoch: 0,
    data: { title: "Format the sources" },
    ...part,
  };
}

export function aRun(part: Partial<Run> = {}): Run {
  return {
    id: `${idOf("run", 1)}_1`,
    jobId: idOf("job", 1),
    epoch: 1,
    factoryId: idOf("fac", 1),
    startedAt: at(START_MS),
    endedAt: null,
    end: null,
    outcome: null,
    resumedFromSha: null,
    sessions: [],
    costUsd: 0,
    ...part,
  };
}
