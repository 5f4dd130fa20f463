import { type JobDocument } from "#contract/documents/job-document.ts";
import { type ProfileSnapshot } from "#contract/documents/profile-document.ts";
import { type Manifest, REVIEW_MINUTES_DEFAULT } from "#contract/manifest/manifest.ts";
import { usdToMicroUsd } from "#contract/money.ts";
import { priorityRank } from "#contract/priority.ts";
import { fromTimestamp } from "#contract/time.ts";

const MINUTE_MS = 60_000;

export type Submit = {
  readonly jobId: string;
  readonly productId: string;
  readonly manifest: Manifest;
  readonly profile: ProfileSnapshot | null;
  readonly bodySha256: string;
  readonly submittedBy: string;
  /** References resolved to ids by the shell. */
  readonly deps: readonly string[];
  readonly parentId: string | null;
  readonly routable: boolean;
  /** False when a dependency has not shipped, or a composite waits for its children. */
  readonly ready: boolean;
};

/** PF2: a job needs what its profile needs and what itself asks for. */
export const withProfile = (manifest: Manifest, profile: ProfileSnapshot | null): Manifest =>
  profile === null ? manifest : { ...manifest, capabilities: [...manifest.capabilities, ...profile.capabilities] };

/** The job as it enters the world: queued, or blocked until what it waits for is there. */
export function newJob(submit: Submit, nowMs: number): JobDocument {
  const { manifest } = submit;
  return {
    id: submit.jobId,
    kind: "job",
    productId: submit.productId,
    key: manifest.key ?? null,
    title: manifest.title,
    persona: manifest.persona,
    profile: submit.profile,
    engine: manifest.engine,
    requires: [...new Set([...manifest.capabilities, `engine:${manifest.engine}`])].toSorted(),
    routable: submit.routable,
    priority: manifest.priority,
    priorityRank: priorityRank(manifest.priority),
    jobKind: manifest.kind,
    depsExpected: submit.deps.length + (manifest.kind === "composite" ? (manifest.children ?? 0) : 0),
    parentId: submit.parentId,
    deps: [...submit.deps],
    depsMode: manifest.depsMode,
    onDepFailure: manifest.onDepFailure,
    repo: manifest.repo ?? null,
    budgetMicroUsd: manifest.budget.usd === undefined ? null : usdToMicroUsd(manifest.budget.usd),
    wallMaxMs: manifest.budget.wallMinutes * MINUTE_MS,
    reviewersNeeded: manifest.reviewers,
    approvals: [],
    labels: manifest.labels,
    submittedBy: submit.submittedBy,
    bodySha256: submit.bodySha256,
    stage: submit.ready ? "queued" : "blocked",
    hold: null,
    rev: 1,
    leaseEpoch: 0,
    lease: null,
    checkpoint: null,
    outcome: null,
    attempts: 0,
    attemptsMax: manifest.attempts,
    requeues: {},
    lastFactoryId: null,
    submittedAtMs: nowMs,
    queuedAtMs: nowMs,
    notBeforeMs: Math.max(nowMs, instantOf(manifest.notBefore) ?? nowMs),
    endedAtMs: null,
    changeRequest: null,
    ...limitsOf(manifest),
    reviewExpiresAtMs: null,
    progressAtMs: null,
    dueAtMs: null,
    deadReason: null,
  };
}

const instantOf = (text: string | undefined): number | null => (text === undefined ? null : fromTimestamp(text));
const minutes = (count: number | undefined): number | null => (count === undefined ? null : count * MINUTE_MS);

/** The limits in time; what the manifest leaves out does not strike, but for the wait for reviewers. */
const limitsOf = ({ notBefore, deadline, timeouts }: Manifest) => ({
  startAfterMs: instantOf(notBefore),
  deadlineMs: instantOf(deadline),
  queueMaxMs: minutes(timeouts?.queueMinutes),
  progressMaxMs: minutes(timeouts?.progressMinutes),
  onNoProgress: timeouts?.onNoProgress ?? "fail",
  reviewMaxMs: (timeouts?.reviewMinutes ?? REVIEW_MINUTES_DEFAULT) * MINUTE_MS,
});
