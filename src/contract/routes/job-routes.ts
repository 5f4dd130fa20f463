import * as z from "zod";
import { CheckpointInput } from "#contract/checkpoint.ts";
import { ReasonSince, WhyNot } from "#contract/explanation.ts";
import { MissingCapability, SubmitPlan } from "#contract/submit-plan.ts";
import { FleetEvent } from "#contract/fleet-event.ts";
import { FactoryId, IdempotencyKey, JobId } from "#contract/id.ts";
import { Job, JobWithBody } from "#contract/job.ts";
import { JOB_ACTIONS } from "#contract/job-can.ts";
import { Manifest } from "#contract/manifest/manifest.ts";
import { MANIFEST_CHARS_MAX } from "#contract/manifest/parse-manifest.ts";
import { Outcome } from "#contract/outcome.ts";
import { pageOf, PageQuery } from "#contract/page.ts";
import { defineRoutes } from "#contract/route.ts";
import { Run } from "#contract/run.ts";
import { Stage } from "#contract/stage.ts";

const READERS = ["viewer", "operator", "admin", "factory"] as const;
const WRITERS = ["operator", "admin"] as const;
const ofJob = z.strictObject({ jobId: JobId });
const flag = z.enum(["0", "1"]).transform((text) => text === "1");

export const SubmitBody = z
  .union([
    z.string().max(MANIFEST_CHARS_MAX),
    z.strictObject({ manifest: Manifest, bodyMd: z.string().max(MANIFEST_CHARS_MAX) }),
  ])
  .meta({ id: "SubmitJob" });

const PatchBody = z
  .strictObject({
    opId: IdempotencyKey,
    leaseEpoch: z.int().min(1),
    stage: z.enum(["building", "review", "testing", "failed"]).exactOptional(),
    checkpoint: CheckpointInput.exactOptional(),
    outcome: Outcome.omit({ result: true }).exactOptional(),
  })
  .meta({ id: "PatchJob" });
export type PatchBody = z.infer<typeof PatchBody>;

export const JOB_ROUTES = defineRoutes({
  submitJob: {
    method: "POST",
    path: "/api/fleet/jobs",
    tag: "Jobs",
    summary: "Submit a job: a markdown manifest, or its fields as JSON. The same key and content give the same job.",
    access: WRITERS,
    query: z.strictObject({ strict: flag.default(false), dryRun: flag.default(false) }),
    body: SubmitBody,
    bodyTypes: ["text/markdown", "application/json"],
    ok: z.object({
      job: Job,
      replayed: z.boolean(),
      missing: z.array(MissingCapability),
      plan: SubmitPlan.nullable().default(null),
    }),
    statuses: [201, 200],
    problems: [
      "invalid-manifest",
      "idempotency-key-reused",
      "unknown-dependency",
      "profile-not-found",
      "parent-not-open",
      "unroutable",
      "contention",
    ],
  },
  listJobs: {
    method: "GET",
    path: "/api/fleet/jobs",
    tag: "Jobs",
    summary: "Jobs of the product, newest first",
    access: READERS,
    query: PageQuery.extend({ stage: Stage.exactOptional() }),
    ok: pageOf(Job),
    problems: [],
  },
  getJob: {
    method: "GET",
    path: "/api/fleet/jobs/{jobId}",
    tag: "Jobs",
    summary: "One job with the text of its manifest",
    access: READERS,
    params: ofJob,
    ok: z.object({ job: JobWithBody }),
    problems: ["job-not-found"],
  },
  patchJob: {
    method: "PATCH",
    path: "/api/fleet/jobs/{jobId}",
    tag: "Jobs",
    summary: "The holder moves its job on, records a checkpoint, or ends its attempt (fenced)",
    access: ["factory"],
    params: ofJob,
    body: PatchBody,
    ok: z.object({ job: Job }),
    problems: ["job-not-found", "fenced", "action-not-allowed", "contention"],
  },
  actOnJob: {
    method: "POST",
    path: "/api/fleet/jobs/{jobId}/actions/{action}",
    tag: "Jobs",
    summary: "An operator ships, approves, rejects, requeues, cancels, holds or releases a job",
    access: WRITERS,
    params: ofJob.extend({ action: z.enum(JOB_ACTIONS) }),
    body: z.strictObject({ opId: IdempotencyKey, note: z.string().max(2_000).default("") }),
    ok: z.object({ job: Job }),
    problems: ["job-not-found", "action-not-allowed", "own-work", "contention"],
  },
  listRuns: {
    method: "GET",
    path: "/api/fleet/jobs/{jobId}/runs",
    tag: "Jobs",
    summary: "The job's attempts, oldest first",
    access: READERS,
    params: ofJob,
    ok: z.object({ items: z.array(Run) }),
    problems: ["job-not-found"],
  },
  listEvents: {
    method: "GET",
    path: "/api/fleet/jobs/{jobId}/events",
    tag: "Jobs",
    summary: "The job's events after a number, in order and without a gap",
    access: READERS,
    params: ofJob,
    query: z.strictObject({
      after: z.coerce.number().int().min(0).default(0),
      limit: z.coerce.number().int().min(1).max(500).default(200),
    }),
    ok: z.object({ items: z.array(FleetEvent), lastSeq: z.int() }),
    problems: ["job-not-found"],
  },
  streamEvents: {
    method: "GET",
    path: "/api/fleet/jobs/{jobId}/events/stream",
    tag: "Jobs",
    summary: "The same as server-sent events; resumes after Last-Event-ID and ends before the front end's limit",
    access: READERS,
    params: ofJob,
    ok: z.string(),
    reply: "stream",
    problems: ["job-not-found"],
  },
  getDecision: {
    method: "GET",
    path: "/api/fleet/jobs/{jobId}/explain",
    tag: "Jobs",
    summary: "Why the job was given to whom, as it was decided; and while it waits, why, and what to do",
    access: READERS,
    params: ofJob,
    ok: z.object({
      items: z.array(
        z.object({
          factoryId: FactoryId,
          epoch: z.int(),
          at: z.string(),
          policy: z.string(),
          score: z.number(),
          terms: z.record(z.string(), z.number()),
          considered: z.int(),
          dropped: z.record(z.string(), z.int()),
        }),
      ),
      waits: WhyNot.nullable().default(null),
      history: z.array(ReasonSince).default([]),
    }),
    problems: ["job-not-found"],
  },
});
