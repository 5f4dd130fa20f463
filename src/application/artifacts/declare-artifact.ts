import { ARTIFACTS_PER_JOB_MAX } from "#contract/artifact.ts";
import { type ArtifactDocument } from "#contract/documents/artifact-document.ts";
import { artifactIdOf } from "#contract/id.ts";
import { type Refusal } from "#contract/problem.ts";
import { BLOB_ACCESS_MS, blobPathOf } from "#application/artifacts/artifact.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { ARTIFACTS, JOBS } from "#application/ports/collections.ts";
import { createIfAbsent } from "#application/relay/create-if-absent.ts";
import { looksLikeSecret } from "#domain/artifact/looks-like-secret.ts";
import { leaseHeldBy, type Worker } from "#domain/lease/fence.ts";

/** What was announced and never sealed is cleared away after this. */
const OPEN_MS = 24 * 3_600_000;

export type DeclareArtifact = {
  readonly productId: string;
  readonly jobId: string;
  readonly opId: string;
  readonly worker: Worker;
  readonly name: string;
  readonly contentType: string;
  readonly labels: readonly string[];
};
type Declared = {
  readonly artifact: ArtifactDocument;
  readonly uploadUrl: string;
  readonly untilMs: number;
};
type Reason = Refusal<"job-not-found" | "fenced" | "looks-like-secret" | "too-many-artifacts" | "contention">;

/**
 * AR2: a pointer and a URL for its one blob. The same operation gives the same artifact. The fence is read here and not
 * committed: an open pointer is part of nothing, and the seal is fenced at its commit.
 */
export async function declareArtifact(deps: Deps, declare: DeclareArtifact): Promise<Outcome<Declared, Reason>> {
  const { productId, jobId, worker } = declare;
  const fields = [
    ["/name", declare.name] as const,
    ...declare.labels.map((label, n) => [`/labels/${n}`, label] as const),
  ];
  const secret = fields.find(([, text]) => looksLikeSecret(text));
  if (secret !== undefined) return refused({ code: "looks-like-secret", pointer: `/body${secret[0]}` });
  const job = (await deps.store.read(JOBS, productId, jobId))?.value;
  if (job === undefined) return refused({ code: "job-not-found", jobId });
  if (leaseHeldBy(job, worker) === null)
    return refused({ code: "fenced", jobId: job.id, currentEpoch: job.leaseEpoch });
  const id = artifactIdOf(jobId, deps.secrets.sha256(`${jobId}\n${worker.leaseEpoch}\n${declare.opId}`));
  const artifact = await pointer(deps, declare, id);
  if (artifact === "full") return refused({ code: "too-many-artifacts", max: ARTIFACTS_PER_JOB_MAX });
  if (artifact === null) return refused({ code: "contention", retryAfterMs: 1_000 });
  const untilMs = deps.clock.nowMs() + BLOB_ACCESS_MS;
  const uploadUrl = await deps.artifacts.blobs.uploadUrl({ path: blobPathOf(artifact), untilMs });
  return done({ artifact, uploadUrl, untilMs });
}

async function pointer(deps: Deps, declare: DeclareArtifact, id: string): Promise<ArtifactDocument | "full" | null> {
  const { productId, jobId, worker, name, contentType, labels } = declare;
  const known = await deps.store.read(ARTIFACTS, jobId, id);
  if (known !== null) return known.value;
  const { items } = await deps.store.query(ARTIFACTS, { partition: jobId, where: [], limit: ARTIFACTS_PER_JOB_MAX });
  if (items.length >= ARTIFACTS_PER_JOB_MAX) return "full";
  const createdAtMs = deps.clock.nowMs();
  const artifact: ArtifactDocument = {
    id,
    productId,
    jobId,
    factoryId: worker.factoryId,
    epoch: worker.leaseEpoch,
    name,
    contentType,
    labels: [...labels],
    state: "open",
    sizeBytes: null,
    sha256: null,
    createdAtMs,
    sealedAtMs: null,
    expiresAtMs: createdAtMs + OPEN_MS,
  };
  await createIfAbsent(deps, "fleet_artifacts", jobId, [artifact]);
  return (await deps.store.read(ARTIFACTS, jobId, id))?.value ?? null;
}
