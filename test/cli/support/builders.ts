import { type Factory } from "#contract/factory.ts";
import { type FleetEvent } from "#contract/fleet-event.ts";
import { type Job } from "#contract/job.ts";

export const ULIDS = [
  "01JZ8Y3V6W9Q4T7R2M5N8P0XKC",
  "01JZ8Y3V6W9Q4T7R2M5N8P0XKD",
  "01JZ8Y3V6W9Q4T7R2M5N8P0XKE",
] as const;
export const JOB_ID = `job_${ULIDS[0]}`;
export const AT = "2026-07-01T12:00:00.000Z";
export const SHA = "a".repeat(40);

export const aJob = (given: Partial<Job> = {}): Job => ({
  id: JOB_ID,
  productId: "demo",
  key: "format",
  title: "Format the sources",
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
  submittedBy: "admin",
  submittedAt: AT,
  queuedAt: AT,
  notBefore: null,
  endedAt: null,
  bodySha256: "b".repeat(64),
  ...given,
});

export const aFactory = (given: Partial<Factory> = {}): Factory => ({
  id: `fac_${ULIDS[0]}`,
  productId: "demo",
  name: "forge-1",
  capabilities: ["os:linux"],
  health: "ok",
  load: 0,
  seatLimit: 1,
  seatsUsed: 0,
  lifecycle: "active",
  lifecycleBy: null,
  lifecycleNote: null,
  lifecycleUntil: null,
  version: "0.1.0",
  stale: false,
  enrolledAt: AT,
  lastHeartbeatAt: AT,
  ...given,
});

export const anEvent = (given: Partial<FleetEvent> = {}): FleetEvent => ({
  productId: "demo",
  jobId: JOB_ID,
  seq: 1,
  type: "job.submitted",
  at: AT,
  actor: { kind: "operator", id: "admin" },
  stage: "queued",
  epoch: 0,
  data: {},
  ...given,
});

export const aProblem = (code: string, status: number, members: Readonly<Record<string, unknown>> = {}) => ({
  type: `/problems/${code}`,
  code,
  title: "It cannot be done",
  status,
  detail: "Do something else.",
  requestId: "req-1",
  ...members,
});
