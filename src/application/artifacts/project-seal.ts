import { type ArtifactDocument } from "#contract/documents/artifact-document.ts";
import { type OperationRecord } from "#contract/documents/operation-record.ts";
import { type Deps } from "#application/deps.ts";
import { ARTIFACTS } from "#application/ports/collections.ts";
import { replaceMonotone } from "#application/relay/replace-monotone.ts";

/** PR9: the pointer as a record's seal leaves it. One that was deleted since stays deleted. Null when there is none. */
export async function sealedBy(
  deps: Pick<Deps, "store" | "artifacts">,
  { jobId, atMs, events }: OperationRecord,
): Promise<ArtifactDocument | null> {
  const facts = events[0]?.facts;
  if (facts?.type !== "job.artifact_sealed") return null;
  const { artifactId, sizeBytes, sha256 } = facts;
  return replaceMonotone(deps, ARTIFACTS, { partition: jobId, id: artifactId }, (known) => {
    if (known === null || known.state === "sealed") return null;
    const expiresAtMs = atMs + deps.artifacts.keepMs;
    return { ...known, state: "sealed", sizeBytes, sha256, sealedAtMs: atMs, expiresAtMs };
  });
}
