import { type Artifact } from "#contract/artifact.ts";
import { type ArtifactDocument } from "#contract/documents/artifact-document.ts";
import { jobIdOfArtifact } from "#contract/id.ts";
import { toTimestamp } from "#contract/time.ts";
import { type Deps } from "#application/deps.ts";
import { ARTIFACTS } from "#application/ports/collections.ts";

/** How long a URL to a blob is good for. */
export const BLOB_ACCESS_MS = 10 * 60_000;

export const blobPathOf = (artifact: Pick<ArtifactDocument, "productId" | "jobId" | "id">): string =>
  `${artifact.productId}/${artifact.jobId}/${artifact.id}`;

/** AR1: one point read, for the id names its partition; what is another product's looks like what is not there. */
export async function findArtifact(
  deps: Pick<Deps, "store">,
  { productId, artifactId }: { readonly productId: string; readonly artifactId: string },
): Promise<ArtifactDocument | null> {
  const found = await deps.store.read(ARTIFACTS, jobIdOfArtifact(artifactId), artifactId);
  return found?.value.productId === productId ? found.value : null;
}

export const artifactView = (artifact: ArtifactDocument): Artifact => ({
  id: artifact.id,
  productId: artifact.productId,
  jobId: artifact.jobId,
  factoryId: artifact.factoryId,
  epoch: artifact.epoch,
  name: artifact.name,
  contentType: artifact.contentType,
  labels: artifact.labels,
  state: artifact.state,
  sizeBytes: artifact.sizeBytes,
  sha256: artifact.sha256,
  createdAt: toTimestamp(artifact.createdAtMs),
  sealedAt: artifact.sealedAtMs === null ? null : toTimestamp(artifact.sealedAtMs),
  expiresAt: toTimestamp(artifact.expiresAtMs),
});
