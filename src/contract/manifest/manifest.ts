import * as z from "zod";
import { Capabilities } from "#contract/capability.ts";
import { ProfileRef } from "#contract/documents/profile-document.ts";
import { IdempotencyKey, JobId } from "#contract/id.ts";
import { Usd } from "#contract/money.ts";
import { Priority } from "#contract/priority.ts";
import { fromTimestamp, Timestamp } from "#contract/time.ts";

export const DEPS_MAX = 50;
const ATTEMPTS_DEFAULT = 3;
const WALL_MINUTES_DEFAULT = 60;
const WALL_MINUTES_MAX = 24 * 60;
const QUEUE_MINUTES_MAX = 30 * 24 * 60;
/** Three days, so that a weekend is no alarm. */
export const REVIEW_MINUTES_DEFAULT = 3 * 24 * 60;
export const REVIEW_MINUTES_MAX = 30 * 24 * 60;
export const REVIEWERS_MAX = 5;

export const DEPS_MODES = ["all", "any"] as const;
/** What becomes of a job whose holder shows no progress for too long: it is told, or its attempt has failed. */
export const NO_PROGRESS_POLICIES = ["warn", "fail"] as const;
const Instant = Timestamp.refine((text) => fromTimestamp(text) >= 0, "expected an instant that exists, from 1970 on");
export const DEP_FAILURE_POLICIES = ["block", "fail", "ignore"] as const;

/** A dependency is a job's id, or the idempotency key under which the job was submitted to the same product. */
const DependencyRef = z.union([JobId, IdempotencyKey]);

export const RepoRef = z
  .strictObject({
    url: z.string().min(1).max(500),
    branch: z.string().min(1).max(200).default("main"),
  })
  .meta({ id: "RepoRef" });

/** The front matter of a job. Strict: a misspelt field is an error with its line, never a silent default. */
export const Manifest = z
  .strictObject({
    title: z.string().trim().min(1).max(200),
    key: IdempotencyKey.exactOptional(),
    persona: ProfileRef.default("engineer"),
    engine: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, "expected an engine such as shell or claude")
      .default("shell"),
    capabilities: Capabilities.default([]),
    priority: Priority.default("normal"),
    kind: z.enum(["task", "composite"]).default("task"),
    parent: DependencyRef.exactOptional(),
    children: z.int().min(1).max(DEPS_MAX).exactOptional(),
    deps: z.array(DependencyRef).max(DEPS_MAX).default([]),
    depsMode: z.enum(DEPS_MODES).default("all"),
    onDepFailure: z.enum(DEP_FAILURE_POLICIES).default("block"),
    repo: RepoRef.exactOptional(),
    budget: z
      .strictObject({
        usd: Usd.exactOptional(),
        wallMinutes: z.int().min(1).max(WALL_MINUTES_MAX).default(WALL_MINUTES_DEFAULT),
      })
      .default({ wallMinutes: WALL_MINUTES_DEFAULT }),
    attempts: z.int().min(1).max(20).default(ATTEMPTS_DEFAULT),
    reviewers: z.int().min(0).max(REVIEWERS_MAX).default(1),
    notBefore: Instant.exactOptional(),
    deadline: Instant.exactOptional(),
    timeouts: z
      .strictObject({
        queueMinutes: z.int().min(1).max(QUEUE_MINUTES_MAX).exactOptional(),
        progressMinutes: z.int().min(1).max(WALL_MINUTES_MAX).exactOptional(),
        onNoProgress: z.enum(NO_PROGRESS_POLICIES).default("fail"),
        reviewMinutes: z.int().min(1).max(REVIEW_MINUTES_MAX).default(REVIEW_MINUTES_DEFAULT),
      })
      .exactOptional(),
    labels: z.array(z.string().min(1).max(40)).max(20).default([]),
  })
  // A composite waits for its children like for any dependency; one that announced more could never be complete.
  .refine(({ deps, children }) => deps.length + (children ?? 0) <= DEPS_MAX, {
    path: ["children"],
    error: `expected at most ${DEPS_MAX} children and deps together`,
  })
  .meta({ id: "Manifest" });
export type Manifest = z.infer<typeof Manifest>;
