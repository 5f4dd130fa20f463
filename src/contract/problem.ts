import * as z from "zod";
import { Capability } from "#contract/capability.ts";
import { JobId } from "#contract/id.ts";
import { Role } from "#contract/documents/token-document.ts";
import { Stage } from "#contract/stage.ts";

const Fault = z.object({ pointer: z.string(), line: z.int().exactOptional(), detail: z.string() });
const NONE = z.object({});

/** Every way the API can refuse, once: status, title, what to do next, and the members of its own. RFC 9457. */
export const PROBLEMS = {
  "invalid-request": {
    status: 422,
    title: "The request does not match the contract",
    next: "Mend the fields listed in errors and send it again.",
    ext: z.object({ errors: z.array(Fault) }),
  },
  "invalid-manifest": {
    status: 422,
    title: "The manifest cannot be read",
    next: "Mend the lines listed in errors and submit it again.",
    ext: z.object({ errors: z.array(Fault) }),
  },
  "product-required": {
    status: 400,
    title: "No product was named",
    next: "Send the header x-product-id.",
    ext: NONE,
  },
  unauthenticated: {
    status: 401,
    title: "No valid token",
    next: "Send Authorization: Bearer with a token that has not expired or been revoked.",
    ext: NONE,
  },
  forbidden: {
    status: 403,
    title: "The token may not do this",
    next: "Use a token with one of the roles in needs.",
    ext: z.object({ needs: z.array(Role) }),
  },
  "not-found": { status: 404, title: "There is nothing here", next: "Check the id and the product.", ext: NONE },
  "job-not-found": {
    status: 404,
    title: "No such job in this product",
    next: "Check the id and the header x-product-id.",
    ext: z.object({ jobId: z.string() }),
  },
  "factory-not-found": {
    status: 404,
    title: "No such factory in this product",
    next: "Enrol the factory again: its registration is gone.",
    ext: z.object({ factoryId: z.string() }),
  },
  "factory-busy": {
    status: 409,
    title: "The factory still holds jobs",
    next: "Drain it and wait until it holds none, or remove it with force: then its jobs go back to the queue.",
    ext: z.object({ factoryId: z.string(), jobIds: z.array(JobId) }),
  },
  "token-not-found": {
    status: 404,
    title: "No such token",
    next: "List the tokens: it may be revoked or expired already.",
    ext: z.object({ tokenId: z.string() }),
  },
  "run-not-found": {
    status: 404,
    title: "No such run of this job",
    next: "Report usage under the run id that the claim gave.",
    ext: z.object({ runId: z.string() }),
  },
  "profile-not-found": {
    status: 404,
    title: "No such profile in this product",
    next: "List the profiles, or name the persona without a version.",
    ext: z.object({ profile: z.string() }),
  },
  "artifact-not-found": {
    status: 404,
    title: "No such artifact in this product",
    next: "Check the id: it may have been deleted, or its time may be over.",
    ext: z.object({ artifactId: z.string() }),
  },
  "artifact-mismatch": {
    status: 409,
    title: "What rests there is not what was said",
    next: "Upload it whole in one PUT and seal it with its own size and digests; for other bytes declare another artifact.",
    ext: z.object({ artifactId: z.string(), reason: z.string() }),
  },
  "looks-like-secret": {
    status: 422,
    title: "A name or label looks like a credential",
    next: "Choose another: everybody who may read the job reads it.",
    ext: z.object({ pointer: z.string() }),
  },
  "too-many-artifacts": {
    status: 409,
    title: "The job has as many artifacts as it may have",
    next: "Pack several files into one.",
    ext: z.object({ max: z.int() }),
  },
  "body-too-large": {
    status: 413,
    title: "The body is too large",
    next: "Send at most maxBytes bytes.",
    ext: z.object({ maxBytes: z.int() }),
  },
  "unsupported-media-type": {
    status: 415,
    title: "The body has a type that this route does not take",
    next: "Send one of the types in accepts.",
    ext: z.object({ accepts: z.array(z.string()) }),
  },
  fenced: {
    status: 409,
    title: "The job is no longer held under this lease",
    next: "Stop the work: another attempt has the job, or will have it. What was already spent may still be reported.",
    ext: z.object({ jobId: JobId, currentEpoch: z.int() }),
  },
  "action-not-allowed": {
    status: 409,
    title: "The job's stage does not allow this",
    next: "Read the job again: its stage says what can be done.",
    ext: z.object({ jobId: JobId, stage: Stage, reason: z.string() }),
  },
  "own-work": {
    status: 403,
    title: "Nobody's review of their own work counts",
    next: "Ask somebody else: neither whoever submitted the job nor the factory that ran it has a voice.",
    ext: z.object({ jobId: JobId, by: z.string() }),
  },
  "review-outdated": {
    status: 409,
    title: "The job has moved on since it was looked at",
    next: "Look at the commit in sha, and review that one.",
    ext: z.object({ jobId: JobId, sha: z.string().nullable(), epoch: z.int() }),
  },
  "idempotency-key-reused": {
    status: 422,
    title: "This key was used for another request",
    next: "Choose a new key, or send the first request unchanged.",
    ext: z.object({ key: z.string() }),
  },
  "unknown-dependency": {
    status: 422,
    title: "A job that this one refers to does not exist",
    next: "Submit the jobs in ref first, or mend the reference.",
    ext: z.object({ ref: z.string() }),
  },
  "circular-batch": {
    status: 422,
    title: "The items wait for each other in a circle",
    next: "Cut one of the references among the items in keys.",
    ext: z.object({ keys: z.array(z.string()) }),
  },
  "parent-not-open": {
    status: 409,
    title: "The parent takes no children",
    next: "Name a composite job that is still waiting for its children.",
    ext: z.object({ jobId: JobId, reason: z.string() }),
  },
  unroutable: {
    status: 422,
    title: "No live factory offers what the job needs",
    next: "Mend the capabilities (nearest says what is meant, perhaps), or submit without strict and enrol a factory.",
    ext: z.object({ missing: z.array(z.object({ capability: Capability, nearest: Capability.nullable() })) }),
  },
  "enrolment-code-spent": {
    status: 409,
    title: "The enrolment code was used already",
    next: "Ask an operator for a new code.",
    ext: NONE,
  },
  "if-match-required": {
    status: 428,
    title: "The version that this change is based on is missing",
    next: "Read it, and send its etag in If-Match.",
    ext: NONE,
  },
  "policy-stale": {
    status: 412,
    title: "It was changed since it was read",
    next: "Read it again, and decide anew.",
    ext: z.object({ etag: z.string() }),
  },
  "budget-exhausted": {
    status: 409,
    title: "The ceiling of this window is spent",
    next: "Raise the ceiling: that lifts the pause as well.",
    ext: z.object({ spentUsd: z.number(), ceilingUsd: z.number() }),
  },
  "rate-limited": {
    status: 429,
    title: "Too much of this in so short a time",
    next: "Send it again after the pause in Retry-After.",
    ext: z.object({ retryAfterMs: z.int() }),
  },
  "live-unavailable": {
    status: 503,
    title: "Live updates cannot be reached",
    next: "Poll until they return.",
    ext: z.object({ retryAfterMs: z.int() }),
  },
  contention: {
    status: 503,
    title: "Too many writers at once",
    next: "Send the same request again after the pause in Retry-After.",
    ext: z.object({ retryAfterMs: z.int() }),
  },
  unavailable: {
    status: 503,
    title: "The store did not answer in time",
    next: "Send the same request again with the same key: it takes effect at most once.",
    ext: z.object({ retryAfterMs: z.int() }),
  },
  internal: {
    status: 500,
    title: "Something went wrong inside",
    next: "Report the request id: it finds the log line.",
    ext: NONE,
  },
} as const satisfies Record<string, { status: number; title: string; next: string; ext: z.ZodObject }>;

export type ProblemCode = keyof typeof PROBLEMS;
/** Zod infers an object without members as one that may have none of any name, which no `code` can join. */
type Members<E extends z.ZodObject> = keyof E["shape"] extends never ? unknown : Readonly<z.infer<E>>;
export type Problem = { [C in ProblemCode]: { readonly code: C } & Members<(typeof PROBLEMS)[C]["ext"]> }[ProblemCode];
/** `Refusal<"fenced">` is one of them. */
export type Refusal<C extends ProblemCode> = Extract<Problem, { readonly code: C }>;

/** `application/problem+json`: `code` is for programs, `title` and `detail` are for people. */
export const ProblemDocument = z
  .looseObject({
    type: z.string(),
    code: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    requestId: z.string(),
  })
  .meta({ id: "Problem" });
export type ProblemDocument = Readonly<z.infer<typeof ProblemDocument>>;

export function toProblemDocument(problem: Problem, requestId: string): ProblemDocument {
  const { code, ...members } = problem;
  const { status, title, next } = PROBLEMS[code];
  return { type: `/problems/${code}`, code, title, status, detail: next, requestId, ...members };
}
