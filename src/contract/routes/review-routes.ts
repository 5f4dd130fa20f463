import * as z from "zod";
import { SHA_PATTERN } from "#contract/checkpoint.ts";
import { IdempotencyKey, JobId } from "#contract/id.ts";
import { Job } from "#contract/job.ts";
import { REVIEW_MINUTES_MAX, REVIEWERS_MAX } from "#contract/manifest/manifest.ts";
import { Outcome } from "#contract/outcome.ts";
import { defineRoutes } from "#contract/route.ts";

const ofJob = z.strictObject({ jobId: JobId });
const Verdict = z.enum(["approve", "reject", "request_changes"]);
export type Verdict = z.infer<typeof Verdict>;

export const REVIEW_ROUTES = defineRoutes({
  reviewJob: {
    method: "POST",
    path: "/api/fleet/jobs/{jobId}/review",
    tag: "Review",
    summary: "One principal's verdict on the job's present commit: approve, reject (a veto), or ask for changes",
    access: ["operator", "admin"],
    params: ofJob,
    body: z
      .strictObject({
        opId: IdempotencyKey,
        verdict: Verdict,
        note: z.string().max(2_000).default(""),
        /** The commit that was looked at: another one is not approved by mistake. */
        sha: z.string().regex(SHA_PATTERN).exactOptional(),
      })
      .meta({ id: "ReviewJob" }),
    ok: z.object({ job: Job }),
    problems: ["job-not-found", "action-not-allowed", "own-work", "review-outdated", "contention"],
  },
  requestReview: {
    method: "POST",
    path: "/api/fleet/jobs/{jobId}/review/request",
    tag: "Review",
    summary:
      "The holder ends its attempt and asks for reviewers (fenced), or an operator asks for more of them or again",
    access: ["operator", "admin", "factory"],
    params: ofJob,
    body: z
      .strictObject({
        opId: IdempotencyKey,
        /** The holder's lease; only factories send it. */
        leaseEpoch: z.int().min(1).exactOptional(),
        reviewers: z.int().min(1).max(REVIEWERS_MAX).default(1),
        expiresInMinutes: z.int().min(1).max(REVIEW_MINUTES_MAX).exactOptional(),
        note: z.string().max(2_000).default(""),
        outcome: Outcome.omit({ result: true }).exactOptional(),
      })
      .meta({ id: "RequestReview" }),
    ok: z.object({ job: Job }),
    problems: ["job-not-found", "fenced", "action-not-allowed", "contention"],
  },
});
