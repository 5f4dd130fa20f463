import * as z from "zod";
import { IdempotencyKey } from "#contract/id.ts";
import { Job } from "#contract/job.ts";
import { ProblemDocument } from "#contract/problem.ts";
import { defineRoutes } from "#contract/route.ts";
import { SubmitBody } from "#contract/routes/job-routes.ts";
import { MissingCapability } from "#contract/submit-plan.ts";

const BATCH_ITEMS_MAX = 100;
/** So much shorter than a key that `<key>.<n>` is one. */
const BATCH_KEY_CHARS_MAX = 76;

/** What became of one item. A refusal has the problem that it would have had alone. */
export const BatchResult = z
  .object({
    index: z.int().min(0),
    key: z.string().nullable(),
    status: z.enum(["created", "replayed", "refused"]),
    job: Job.nullable(),
    missing: z.array(MissingCapability),
    problem: ProblemDocument.nullable(),
  })
  .meta({ id: "BatchResult" });
export type BatchResult = z.infer<typeof BatchResult>;

const BatchBody = z
  .strictObject({
    key: IdempotencyKey.max(BATCH_KEY_CHARS_MAX),
    items: z.array(SubmitBody).min(1).max(BATCH_ITEMS_MAX),
  })
  .meta({ id: "SubmitBatch" });

export const BATCH_ROUTES = defineRoutes({
  submitBatch: {
    method: "POST",
    path: "/api/fleet/jobs:batch",
    tag: "Jobs",
    summary: "Submit up to 100 jobs, which may refer to each other by key in any order. Sent again, it gives the same.",
    access: ["operator", "admin"],
    query: z.strictObject({ strict: z.enum(["0", "1"]).default("0") }),
    body: BatchBody,
    ok: z.object({ items: z.array(BatchResult) }),
    /** Told of single items, inside the answer. */
    problems: [
      "invalid-manifest",
      "idempotency-key-reused",
      "unknown-dependency",
      "profile-not-found",
      "circular-batch",
      "parent-not-open",
      "unroutable",
      "contention",
    ],
  },
});
