import * as z from "zod";
import { Actor } from "#contract/actor.ts";
import { Checkpoint } from "#contract/checkpoint.ts";
import { ArtifactId, FactoryId, JobId, ProductId, RunId } from "#contract/id.ts";
import { REQUEUE_CAUSES } from "#contract/documents/job-document.ts";
import { Outcome } from "#contract/outcome.ts";
import { Stage } from "#contract/stage.ts";
import { EpochMs } from "#contract/time.ts";

const Facts = z.discriminatedUnion("type", [
  z.object({ type: z.literal("job.submitted"), title: z.string() }),
  z.object({ type: z.literal("job.unblocked") }),
  z.object({ type: z.literal("job.child_added"), childId: JobId }),
  z.object({
    type: z.literal("job.claimed"),
    factoryId: FactoryId,
    runId: RunId,
    seat: z.int(),
    resumedFromSha: z.string().nullable(),
  }),
  z.object({ type: z.literal("job.started"), factoryId: FactoryId }),
  z.object({ type: z.literal("job.checkpointed"), checkpoint: Checkpoint }),
  z.object({ type: z.literal("job.finished"), outcome: Outcome }),
  z.object({ type: z.literal("job.failed"), outcome: Outcome }),
  z.object({ type: z.literal("job.requeued"), cause: z.enum(REQUEUE_CAUSES), note: z.string(), notBeforeMs: EpochMs }),
  z.object({ type: z.literal("job.dead_lettered"), note: z.string() }),
  z.object({ type: z.literal("job.approved"), by: z.string(), approvals: z.int(), needed: z.int() }),
  z.object({
    type: z.literal("job.review_requested"),
    by: z.string(),
    needed: z.int(),
    expiresAtMs: EpochMs,
    note: z.string(),
  }),
  z.object({ type: z.literal("job.changes_requested"), by: z.string(), note: z.string() }),
  z.object({ type: z.literal("job.stalled"), sinceMs: EpochMs }),
  z.object({ type: z.literal("job.review_expired"), approvals: z.int(), needed: z.int() }),
  z.object({ type: z.literal("job.rejected"), note: z.string() }),
  z.object({ type: z.literal("job.shipped"), sha: z.string().nullable() }),
  z.object({ type: z.literal("job.cancelled"), note: z.string() }),
  z.object({
    type: z.literal("job.artifact_sealed"),
    artifactId: ArtifactId,
    name: z.string(),
    sizeBytes: z.int(),
    sha256: z.string(),
  }),
  z.object({ type: z.literal("job.artifact_deleted"), artifactId: ArtifactId, name: z.string() }),
  z.object({ type: z.literal("job.held"), note: z.string() }),
  z.object({ type: z.literal("job.released"), note: z.string() }),
]);

/** What happened, in the words of its kind. A decision returns these; the loop adds the number, the job and the actor. */
export type EventFacts = Readonly<z.infer<typeof Facts>>;
export type EventType = EventFacts["type"];

/** `fleet_events`: append-only, id = seq in text, one stream a job, numbered from 1 without a gap. */
export const EventDocument = z.object({
  id: z.string(),
  productId: ProductId,
  jobId: JobId,
  seq: z.int().min(1),
  atMs: EpochMs,
  actor: Actor,
  stage: Stage,
  epoch: z.int().min(0),
  facts: Facts,
});
export type EventDocument = Readonly<z.infer<typeof EventDocument>>;
