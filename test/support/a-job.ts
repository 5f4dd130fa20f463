import { type JobDocument } from "#contract/documents/job-document.ts";
import { type Stage } from "#contract/stage.ts";
import { type Versioned, type Version } from "#domain/version.ts";
import { aLease } from "./a-lease.ts";
import { factoryIdOf, jobIdOf, NOW_MS, PRODUCT } from "./ids.ts";

/** Job 1 of the product, waiting in the queue; at rest, as the domain sees it. */
export const aJob = (given: Partial<JobDocument> = {}): JobDocument => ({
  id: jobIdOf(1),
  kind: "job",
  productId: PRODUCT,
  key: null,
  title: "Format the sources",
  persona: "engineer",
  profile: null,
  engine: "shell",
  requires: ["engine:shell"],
  routable: true,
  priority: "normal",
  priorityRank: 2,
  jobKind: "task",
  depsExpected: 0,
  parentId: null,
  deps: [],
  depsMode: "all",
  onDepFailure: "block",
  repo: null,
  budgetMicroUsd: null,
  wallMaxMs: 3_600_000,
  reviewersNeeded: 1,
  approvals: [],
  labels: [],
  submittedBy: "sam",
  bodySha256: "b".repeat(64),
  stage: "queued",
  hold: null,
  rev: 1,
  leaseEpoch: 0,
  lease: null,
  checkpoint: null,
  outcome: null,
  attempts: 0,
  attemptsMax: 3,
  requeues: {},
  lastFactoryId: null,
  submittedAtMs: NOW_MS,
  queuedAtMs: NOW_MS,
  notBeforeMs: NOW_MS,
  endedAtMs: null,
  changeRequest: null,
  reviewMaxMs: 259_200_000,
  reviewExpiresAtMs: null,
  startAfterMs: null,
  deadlineMs: null,
  queueMaxMs: null,
  progressMaxMs: null,
  onNoProgress: "fail",
  progressAtMs: null,
  dueAtMs: null,
  deadReason: null,
  ...given,
});

/** The same job in the hands of factory 1, at epoch 1 unless the lease says otherwise. */
export const aHeldJob = (given: Partial<JobDocument> = {}): JobDocument => {
  const lease = given.lease ?? aLease();
  return aJob({
    stage: "building",
    rev: 3,
    leaseEpoch: lease.epoch,
    lease,
    lastFactoryId: factoryIdOf(1),
    ...given,
  });
};

/** A job as it can stand in the stage: with a lease where somebody works on it. */
export const aJobIn = (stage: Stage, given: Partial<JobDocument> = {}): JobDocument =>
  stage === "assigned" || stage === "building" ? aHeldJob({ stage, ...given }) : aJob({ stage, ...given });

export const stored = <T>(value: T): Versioned<T> => ({ value, version: "v1" as Version });
