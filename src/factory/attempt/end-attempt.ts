import { type ClaimedJob } from "#contract/routes/worker-routes.ts";
import { type Checkout } from "#factory/workspace/checkout.ts";
import { publish } from "#factory/workspace/publish.ts";
import { branchOf } from "#factory/workspace/refs.ts";
import { commitAll } from "#factory/workspace/snapshot.ts";
import { type AttemptControl, type AttemptDeps } from "./attempt-deps.ts";
import { type Checkpointer } from "./checkpointer.ts";
import { type Coordinator } from "./coordinator.ts";
import { toOutcome, type WorkerOutcome } from "./outcome.ts";
import { type EngineEnd } from "./run-engine.ts";

export type RepoWork = { readonly checkout: Checkout; readonly checkpointer: Checkpointer };
type Ending = {
  readonly deps: AttemptDeps;
  readonly control: AttemptControl;
  readonly claimed: ClaimedJob;
  readonly coordinator: Coordinator;
  /** Null for a job without a repository. */
  readonly work: RepoWork | null;
};

/** Brings an attempt to its end after its engine has ended, and returns the word that its record ends with. */
export async function endAttempt(ending: Ending, end: EngineEnd): Promise<string> {
  const { work, control } = ending;
  if (end.by === "itself" && end.result.code === "ok" && !control.lost.aborted) return finish(ending, end);
  await work?.checkpointer.take(null);
  // Beyond this point the grant's own ref holds the work, whoever has the job now.
  if (end.by === "lost" || control.lost.aborted) return "lost";
  await work?.checkpointer.settled();
  return end.by === "interrupted" ? giveBack(ending) : failFor(ending, end);
}

function failFor(ending: Ending, { by, result }: EngineEnd): Promise<string> {
  const { work, claimed } = ending;
  const facts =
    by === "wall-clock"
      ? { code: by, message: `The job's limit of ${claimed.job.wallMinutes} min was reached.` }
      : { code: result.code, message: result.message };
  return fail(ending, { ...facts, sha: work?.checkpointer.last()?.sha ?? null, exitCode: result.exitCode });
}

/** A revoked factory can give nothing back: its leases run out by themselves. */
async function giveBack({ control, coordinator }: Ending): Promise<string> {
  if (control.interruptReason() === "revoked") return "revoked";
  return `released: ${await coordinator.release("The factory was stopped.")}`;
}

/** Says that the attempt failed; the last checkpoint is what the next one starts from. */
export async function fail(
  { deps, coordinator }: Pick<Ending, "deps" | "coordinator">,
  facts: Pick<WorkerOutcome, "code" | "message"> & Partial<WorkerOutcome>,
): Promise<string> {
  const told = await coordinator.patch("fail", { stage: "failed", outcome: toOutcome(deps.mask, facts) }, true);
  return `failed: ${told}`;
}

/**
 * The commit goes to the grant's own ref first, which needs no lease and may take long; then only names move, under a
 * lease that was confirmed just before; then the coordinator is told. A crash between any two is made good by the next
 * attempt, which starts from that commit.
 */
async function finish(ending: Ending, end: EngineEnd): Promise<string> {
  const { deps, work, claimed, coordinator } = ending;
  const { exitCode, message } = end.result;
  if (work === null) return succeed(ending, { code: "ok", message, exitCode });
  const { checkout, checkpointer } = work;
  const { job } = claimed;
  // A checkpoint that is still being taken would see the tree before the commit and the branch after it.
  await checkpointer.settled();
  const sha = await commitAll(checkout, {
    name: deps.factoryName,
    message: `${job.title}\n\nAgf-Job: ${job.id}\nAgf-Epoch: ${claimed.leaseEpoch}`,
  });
  await checkpointer.take("The work is finished.");
  await checkpointer.settled();
  const published = await publish({
    checkout,
    sha,
    wipSha: checkpointer.last()?.sha ?? null,
    confirm: coordinator.confirmLease,
    retryMs: deps.settings.retryMs,
  });
  switch (published.kind) {
    case "lost":
      return "lost";
    case "published":
      if (published.replacedSha !== null)
        deps.log({ event: "branch.replaced", jobId: job.id, replacedSha: published.replacedSha, sha });
      return succeed(ending, { code: "ok", message, sha, branch: branchOf(job.id), exitCode });
    case "refused":
    case "moved":
    case "unreachable": {
      const kept = checkpointer.last()?.sha ?? null;
      return fail(ending, { code: `push-${published.kind}`, message: published.detail, sha: kept, exitCode });
    }
  }
}

async function succeed(
  { deps, claimed, coordinator, work }: Ending,
  facts: Pick<WorkerOutcome, "code" | "message"> & Partial<WorkerOutcome>,
): Promise<string> {
  const checkpoint = work?.checkpointer.last() ?? null;
  const told = await coordinator.patch(
    "finish",
    {
      stage: claimed.job.reviewersNeeded === 0 ? "testing" : "review",
      outcome: toOutcome(deps.mask, facts),
      ...(checkpoint === null ? {} : { checkpoint }),
    },
    true,
  );
  return `finished: ${told}`;
}
