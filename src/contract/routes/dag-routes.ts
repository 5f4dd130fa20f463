import * as z from "zod";
import { DEAD_REASONS } from "#contract/documents/job-document.ts";
import { IdempotencyKey, JobId } from "#contract/id.ts";
import { Job } from "#contract/job.ts";
import { DEPS_MAX, Manifest } from "#contract/manifest/manifest.ts";
import { MANIFEST_CHARS_MAX } from "#contract/manifest/parse-manifest.ts";
import { Priority } from "#contract/priority.ts";
import { defineRoutes } from "#contract/route.ts";
import { Stage } from "#contract/stage.ts";
import { Timestamp } from "#contract/time.ts";

export const DAG_NODES_MAX = 200;
const REDRIVE_MAX = 100;
const READERS = ["viewer", "operator", "admin", "factory"] as const;
const WRITERS = ["operator", "admin"] as const;
const ofJob = z.strictObject({ jobId: JobId });
/** So much shorter than a key that `<key>.<n>` is one. */
const CHILDREN_KEY_CHARS_MAX = 76;

const DagNode = z
  .object({
    id: JobId,
    parentId: JobId.nullable(),
    depth: z.int().min(0),
    title: z.string(),
    kind: z.enum(["task", "composite"]),
    stage: Stage,
    priority: Priority,
    deps: z.array(JobId),
  })
  .meta({ id: "DagNode" });

export const DAG_ROUTES = defineRoutes({
  submitChildren: {
    method: "POST",
    path: "/api/fleet/jobs/{jobId}/children",
    tag: "Jobs",
    summary:
      "Give a composite job children, none above its priority. Sent again under the same key, it gives the same.",
    access: WRITERS,
    params: ofJob,
    body: z
      .strictObject({
        key: IdempotencyKey.max(CHILDREN_KEY_CHARS_MAX),
        children: z
          .array(z.strictObject({ manifest: Manifest, bodyMd: z.string().max(MANIFEST_CHARS_MAX) }))
          .min(1)
          .max(DEPS_MAX),
      })
      .meta({ id: "SubmitChildren" }),
    ok: z.object({ items: z.array(Job) }),
    statuses: [201],
    problems: [
      "job-not-found",
      "idempotency-key-reused",
      "profile-not-found",
      "unknown-dependency",
      "parent-not-open",
      "unroutable",
      "contention",
    ],
  },
  getDag: {
    method: "GET",
    path: "/api/fleet/jobs/{jobId}/dag",
    tag: "Jobs",
    summary: "The job and everything below it, level by level, at most 200 jobs",
    access: READERS,
    params: ofJob,
    ok: z.object({ nodes: z.array(DagNode), truncated: z.boolean() }),
    problems: ["job-not-found"],
  },
  redriveJobs: {
    method: "POST",
    path: "/api/fleet/jobs:redrive",
    tag: "Jobs",
    summary: "Put dead jobs back in the queue, the longest dead first. They keep their ids and their history.",
    access: WRITERS,
    body: z
      .strictObject({
        opId: IdempotencyKey,
        reason: z.enum(DEAD_REASONS).exactOptional(),
        before: Timestamp.exactOptional(),
        limit: z.int().min(1).max(REDRIVE_MAX).default(20),
        note: z.string().max(500).default(""),
      })
      .meta({ id: "RedriveJobs" }),
    ok: z.object({ items: z.array(Job) }),
    problems: ["rate-limited"],
  },
});
