import { ARTIFACTS_PER_JOB_MAX } from "#contract/artifact.ts";
import { type ArtifactDocument } from "#contract/documents/artifact-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { BLOB_ACCESS_MS, blobPathOf, findArtifact } from "#application/artifacts/artifact.ts";
import { type Deps } from "#application/deps.ts";
import { getJob, type OfJob } from "#application/jobs/read-jobs.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { ARTIFACTS } from "#application/ports/collections.ts";

export async function listArtifacts(
  deps: Pick<Deps, "store">,
  of: OfJob,
): Promise<Outcome<readonly ArtifactDocument[], Refusal<"job-not-found">>> {
  const job = await getJob(deps, of);
  if (!job.ok) return job;
  // A race at the limit may have left a few more than it allows.
  const limit = ARTIFACTS_PER_JOB_MAX * 2;
  const { items } = await deps.store.query(ARTIFACTS, { partition: of.jobId, where: [], limit });
  return done(items.map(({ value }) => value).toSorted((a, b) => a.createdAtMs - b.createdAtMs));
}

export type Readable = {
  readonly artifact: ArtifactDocument;
  readonly download: { readonly url: string; readonly untilMs: number } | null;
};

/** AR7: whoever may read the job may read what was sealed, for minutes, by a URL for that one blob. */
export async function getArtifact(
  deps: Pick<Deps, "store" | "clock" | "artifacts">,
  of: { readonly productId: string; readonly artifactId: string },
): Promise<Outcome<Readable, Refusal<"artifact-not-found">>> {
  const artifact = await findArtifact(deps, of);
  if (artifact === null) return refused({ code: "artifact-not-found", artifactId: of.artifactId });
  if (artifact.state === "open") return done({ artifact, download: null });
  const untilMs = deps.clock.nowMs() + BLOB_ACCESS_MS;
  const fileName = artifact.name.slice(artifact.name.lastIndexOf("/") + 1);
  const url = await deps.artifacts.blobs.downloadUrl({ path: blobPathOf(artifact), untilMs, fileName });
  return done({ artifact, download: { url, untilMs } });
}
