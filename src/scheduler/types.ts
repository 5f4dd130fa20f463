/**
 * What the scheduler looks at. Plain readonly data of its own, so that it can be shipped alone: times are integer
 * milliseconds since the epoch, money is integer micro-dollars, and a list of capabilities holds distinct tokens.
 */

/** Most urgent first. */
export const PRIORITY_ORDER = ["critical", "high", "normal", "low"] as const;
export type PriorityClass = (typeof PRIORITY_ORDER)[number];

/** One job that waits. */
export type JobView = Readonly<{
  id: string;
  priority: PriorityClass;
  /** When it first became claimable; a requeued or preempted job keeps its old time and so its place. */
  queuedAtMs: number;
  /** It may not start earlier; 0 when there is no such wish. */
  notBeforeMs: number;
  /** It may not start at or after this instant. */
  deadlineMs: number | null;
  /** A factory must offer every one of these. */
  requires: readonly string[];
  /** Factories it would rather run on, such as the one that holds its checkpoint. A wish, never a demand. */
  preferredFactoryIds: readonly string[];
  /** Capabilities it would rather have. A wish, never a demand. */
  preferredCapabilities: readonly string[];
  /** Jobs of one key share its limit (one repository, one branch, one environment). */
  concurrencyKey: string | null;
  /** What it will probably cost on a factory of ordinary price. */
  estimateMicroUsd: number | null;
  /** What it may cost at most; this much is reserved while it runs. */
  budgetMicroUsd: number | null;
  /** How often it has been evicted for a critical job. */
  preemptions: number;
  /** An operator holds it back. */
  held: boolean;
  /** False when it was accepted although no live factory offered what it requires. */
  routable: boolean;
  dependencies: "met" | "unmet" | "failed";
}>;

/** One factory: a machine that runs jobs on a number of seats. */
export type FactoryView = Readonly<{
  id: string;
  capabilities: readonly string[];
  health: "ok" | "degraded" | "down";
  lifecycle: "active" | "draining" | "paused" | "quarantined";
  /** Null when it has never been heard of. */
  lastHeartbeatAtMs: number | null;
  seatLimit: number;
  seatsUsed: number;
  /** 0 is idle, 1 is one full machine; there is no upper end. */
  load: number;
  /** Its price beside an ordinary factory's, which is 1. */
  costFactor: number;
}>;

export type Weights = Readonly<{
  capabilityFit: number;
  affinity: number;
  load: number;
  costFit: number;
  health: number;
  starvation: number;
}>;

export type BudgetView = Readonly<{
  /** Ceiling minus what was spent minus what is reserved; null when there is no ceiling. */
  remainingMicroUsd: number | null;
  /** Promised to running jobs; part of it comes back when they end below their budgets. */
  reservedMicroUsd: number;
  /** Stopped by an operator, or by itself at its ceiling. */
  paused: boolean;
}>;

/** What all jobs and factories of one product share. */
export type ProductView = Readonly<{
  budget: BudgetView;
  weights: Weights;
  /** The concurrency keys that are in use; a key that is not listed is free. */
  keysInUse: Readonly<Record<string, Readonly<{ used: number; limit: number }>>>;
  /** A factory that has been silent for this long gets no job. */
  staleAfterMs: number;
}>;
