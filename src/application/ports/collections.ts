import { BudgetAlertDocument, BudgetPolicyDocument, ReserveDocument } from "#contract/documents/budget-documents.ts";
import { ArtifactDocument } from "#contract/documents/artifact-document.ts";
import { DecisionDocument } from "#contract/documents/decision-document.ts";
import { FactoryDocument } from "#contract/documents/factory-document.ts";
import {
  BodyDocument,
  IdempotencyDocument,
  JobAddress,
  JobDocument,
  SeatDocument,
} from "#contract/documents/job-document.ts";
import { LeaseDocument } from "#contract/documents/lease-document.ts";
import { OperationRecord } from "#contract/documents/operation-record.ts";
import { ProfileDocument, ProfileHead } from "#contract/documents/profile-document.ts";
import { QueueStateDocument, SpendDocument } from "#contract/documents/product-documents.ts";
import { RedrivesDocument } from "#contract/documents/redrives-document.ts";
import { ReaperDocument } from "#contract/documents/reaper-document.ts";
import { RunDocument } from "#contract/documents/run-document.ts";
import { TokenDocument } from "#contract/documents/token-document.ts";
import { EventDocument } from "#contract/event.ts";

const UNINDEXED_OF_JOBS = [
  "title",
  "persona",
  "engine",
  "priority",
  "jobKind",
  "depsExpected",
  "depsMode",
  "onDepFailure",
  "repo",
  "budgetMicroUsd",
  "wallMaxMs",
  "reviewersNeeded",
  "approvals",
  "bodySha256",
  "bodyMd",
  "checkpoint",
  "outcome",
  "attempts",
  "attemptsMax",
  "requestSha256",
  "events",
  "endedLease",
  "decision",
  "bootId",
  "claimId",
  "lease.epoch",
  "lease.claimId",
  "lease.bootId",
  "lease.seat",
  "lease.runId",
  "lease.acquiredAtMs",
] as const;

/**
 * Every container, with its partition key, the composite indexes that its queries need, and the members that no query
 * looks at: each indexed value is paid for with every write. Infra declares the same.
 */
export const CONTAINERS = {
  fleet_jobs: {
    partitionKey: "/productId",
    ttl: true,
    compositeIndexes: [
      ["kind", "stage", "priorityRank", "queuedAtMs"],
      ["kind", "submittedAtMs desc"],
      ["kind", "stage", "submittedAtMs desc"],
      ["kind", "factoryId", "seat"],
      ["kind", "lease.expiresAtMs"],
      ["kind", "atMs desc"],
      ["kind", "dueAtMs"],
      ["kind", "parentId", "submittedAtMs"],
      ["kind", "stage", "endedAtMs"],
    ],
    unindexed: UNINDEXED_OF_JOBS,
  },
  fleet_runs: {
    partitionKey: "/jobId",
    ttl: false,
    compositeIndexes: [],
    unindexed: ["usage", "outcome", "resumedFromSha", "startedAtMs", "endedAtMs", "end"],
  },
  fleet_leases: {
    partitionKey: "/jobId",
    ttl: false,
    compositeIndexes: [],
    unindexed: ["jobId", "rev", "status", "holderFactoryId", "epoch", "expiresAtMs"],
  },
  fleet_factories: { partitionKey: "/productId", ttl: false, compositeIndexes: [], unindexed: [] },
  fleet_profiles: { partitionKey: "/productId", ttl: false, compositeIndexes: [], unindexed: [] },
  fleet_events: {
    partitionKey: "/jobId",
    ttl: false,
    compositeIndexes: [],
    unindexed: ["facts", "actor", "stage", "epoch", "atMs", "productId"],
  },
  fleet_artifacts: { partitionKey: "/jobId", ttl: false, compositeIndexes: [], unindexed: [] },
  fleet_queue_state: { partitionKey: "/productId", ttl: false, compositeIndexes: [], unindexed: [] },
  fleet_budgets: { partitionKey: "/productId", ttl: false, compositeIndexes: [], unindexed: [] },
  fleet_tokens: { partitionKey: "/id", ttl: false, compositeIndexes: [], unindexed: [] },
  fleet_decisions: {
    partitionKey: "/jobId",
    ttl: false,
    compositeIndexes: [],
    unindexed: ["terms", "dropped", "factoryId", "policy", "score", "considered", "atMs", "productId"],
  },
} as const satisfies Record<
  string,
  {
    partitionKey: string;
    ttl: boolean;
    compositeIndexes: readonly (readonly string[])[];
    unindexed: readonly string[];
  }
>;
export type ContainerName = keyof typeof CONTAINERS;

/** Documents of one kind in a container: parsed by their schema on the way in, so that nothing else gets past the port. */
export type Collection<T> = { readonly container: ContainerName; readonly schema: { parse(data: unknown): T } };

const collection = <T>(container: ContainerName, schema: Collection<T>["schema"]): Collection<T> => ({
  container,
  schema,
});

export const JOBS = collection("fleet_jobs", JobDocument);
export const JOB_ADDRESSES = collection("fleet_jobs", JobAddress);
export const BODIES = collection("fleet_jobs", BodyDocument);
export const IDEMPOTENCY = collection("fleet_jobs", IdempotencyDocument);
export const OPERATIONS = collection("fleet_jobs", OperationRecord);
export const SEATS = collection("fleet_jobs", SeatDocument);
export const RUNS = collection("fleet_runs", RunDocument);
export const LEASES = collection("fleet_leases", LeaseDocument);
export const FACTORIES = collection("fleet_factories", FactoryDocument);
export const PROFILES = collection("fleet_profiles", ProfileDocument);
export const PROFILE_HEADS = collection("fleet_profiles", ProfileHead);
export const ARTIFACTS = collection("fleet_artifacts", ArtifactDocument);
export const EVENTS = collection("fleet_events", EventDocument);
export const REAPERS = collection("fleet_queue_state", ReaperDocument);
export const QUEUE_STATES = collection("fleet_queue_state", QueueStateDocument);
export const REDRIVES = collection("fleet_queue_state", RedrivesDocument);
export const SPENDS = collection("fleet_budgets", SpendDocument);
export const BUDGET_POLICIES = collection("fleet_budgets", BudgetPolicyDocument);
export const BUDGET_ALERTS = collection("fleet_budgets", BudgetAlertDocument);
export const RESERVES = collection("fleet_jobs", ReserveDocument);
export const TOKENS = collection("fleet_tokens", TokenDocument);
export const DECISIONS = collection("fleet_decisions", DecisionDocument);
