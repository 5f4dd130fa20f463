import { type ArtifactDocument } from "#contract/documents/artifact-document.ts";
import { type Refusal } from "#contract/problem.ts";
import { blobPathOf, findArtifact } from "#application/artifacts/artifact.ts";
import { changeJob } from "#application/change-job.ts";
import { type Deps } from "#application/deps.ts";
import { done, type Outcome, refused } from "#application/outcome.ts";
import { isolated } from "#application/reaper/isolated.ts";
import { ARTIFACTS } from "#application/ports/collections.ts";
import { accept } from "#domain/decision.ts";

type Reason = Refusal<"artifact-not-found" | "job-not-found" | "contention">;
type DeleteArtifact = { readonly productId: string; readonly artifactId: string; readonly by: string };

/** AR5: the job keeps the news of it; the bytes go before their pointer, so that none is left that nothing points to. */
export async function deleteArtifact(deps: Deps, request: DeleteArtifact): Promise<Outcome<string, Reason>> {
  const { productId, artifactId, by } = request;
  const artifact = await findArtifact(deps, request);
  if (artifact === null) return refused({ code: "artifact-not-found", artifactId });
  const executed = await changeJob<never>(deps, {
    productId,
    jobId: artifact.jobId,
    opId: `delete.${artifactId}`,
    actor: { kind: "operator", id: by },
    decide: (job) => accept(job, { type: "job.artifact_deleted", artifactId, name: artifact.name }),
  });
  if (executed.kind === "refused") return refused(executed.problem);
  await forget(deps, artifact);
  return done(artifactId);
}

const SWEEP_MAX = 100;
/** A seal that is under way at the last moment still finds its pointer. */
const SLACK_MS = 60_000;

/** AR5: what is past its time goes, each by itself. Gives how many. */
export async function expireArtifacts(deps: Deps): Promise<number> {
  const { items } = await deps.store.query(ARTIFACTS, {
    partition: null,
    where: [{ path: "expiresAtMs", op: "lte", value: deps.clock.nowMs() - SLACK_MS }],
    limit: SWEEP_MAX,
  });
  const gone = await Promise.all(
    items.map(({ value }) =>
      isolated(deps, "artifact.expire", value.id, async () => {
        await forget(deps, value);
        return true;
      }),
    ),
  );
  return gone.filter((each) => each === true).length;
}

async function forget(deps: Pick<Deps, "store" | "artifacts">, artifact: ArtifactDocument): Promise<void> {
  await deps.artifacts.blobs.delete(blobPathOf(artifact));
  // Somebody else may have been here first: then it is missing, which is what was wanted.
  await deps.store.commit("fleet_artifacts", artifact.jobId, [{ kind: "delete", id: artifact.id }]);
}
