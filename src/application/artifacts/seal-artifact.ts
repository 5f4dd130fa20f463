import { type ArtifactDocument } from "#contract/documents/artifact-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { blobPathOf, findArtifact } from "#application/artifacts/artifact.ts";
import { sealedBy } from "#application/artifacts/project-seal.ts";
import { changeJob } from "#application/change-job.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { mismatchOf } from "#domain/artifact/mismatch.ts";
import { decideSeal } from "#domain/artifact/seal.ts";
import { type Worker } from "#domain/lease/fence.ts";

export type SealArtifact = {
  readonly productId: string;
  readonly artifactId: string;
  readonly opId: string;
  readonly worker: Worker;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly md5: string;
};
type Reason = Refusal<"artifact-not-found" | "job-not-found" | "fenced" | "artifact-mismatch" | "contention">;

/** AR3, AR4: what rests there is compared with what is said, and then the job itself records it, under its fence. */
export async function sealArtifact(deps: Deps, seal: SealArtifact): Promise<Outcome<ArtifactDocument, Reason>> {
  const { productId, artifactId } = seal;
  const absent = refused({ code: "artifact-not-found", artifactId });
  const artifact = await findArtifact(deps, seal);
  if (artifact === null || artifact.epoch !== seal.worker.leaseEpoch || artifact.factoryId !== seal.worker.factoryId)
    return absent;
  if (artifact.state === "sealed") {
    if (artifact.sha256 === seal.sha256) return done(artifact);
    return refused({ code: "artifact-mismatch", artifactId, reason: "It is sealed with another digest." });
  }
  const why = mismatchOf(await deps.artifacts.blobs.factsOf(blobPathOf(artifact)), seal);
  if (why !== null) return refused({ code: "artifact-mismatch", artifactId, reason: why });
  const executed = await changeJob<Refusal<"fenced">>(deps, {
    productId,
    jobId: artifact.jobId,
    opId: `seal.${seal.opId}`,
    actor: { kind: "factory", id: seal.worker.factoryId },
    decide: (job) => decideSeal(job, { ...seal, name: artifact.name }),
  });
  if (executed.kind === "refused") return refused(executed.problem);
  if (executed.kind === "skipped") return refused({ code: "contention", retryAfterMs: 1_000 });
  // Projected by the relay as well; here for the caller, who is told what is so.
  const sealed = await sealedBy(deps, executed.record);
  return sealed === null || sealed.id !== artifactId ? absent : done(sealed);
}
