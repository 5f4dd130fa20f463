import { rm } from "node:fs/promises";
import { join } from "node:path";
import { signalGroup } from "#factory/engines/process-group.ts";
import { processStart } from "#factory/identity/folder-lock.ts";
import { type Log } from "#factory/log.ts";
import { removeCheckout } from "#factory/workspace/checkout.ts";
import { git } from "#factory/workspace/git.ts";
import { pushCheckpoint } from "#factory/workspace/push-checkpoint.ts";
import { branchOf, wipRefOf } from "#factory/workspace/refs.ts";
import { indexFileIn, takeSnapshot } from "#factory/workspace/snapshot.ts";
import { type EngineProcess, listRuns, removeRun, type RunFolder, runFolderOf, type RunRecord } from "./run-folder.ts";
import { type Spool } from "./spool.ts";

/** Ended runs whose logs stay on this machine. */
const RUNS_KEPT = 200;

type Deps = {
  readonly dataFolder: string;
  readonly factoryName: string;
  readonly spool: Spool;
  readonly log: Log;
  readonly endedAt: string;
};

/**
 * Cleans up after a life that was cut short, before this one claims anything: ends engines that outlived their factory,
 * keeps what they had made (on the grant's own ref, and as a checkpoint if the lease still stands), removes work trees.
 */
export async function salvage(deps: Deps): Promise<void> {
  const runIds = await listRuns(deps.dataFolder);
  for (const runId of runIds) {
    const folder = runFolderOf(deps.dataFolder, runId);
    // oxlint-disable-next-line no-await-in-loop -- one after the other: they may share a mirror
    if (await folder.hasEnded()) continue;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await salvageRun(deps, runId, folder).catch((error: unknown) => {
      deps.log({ event: "salvage.failed", runId, detail: String(error) });
    });
  }
  const old = runIds.slice(0, Math.max(0, runIds.length - RUNS_KEPT));
  await Promise.all(old.map((runId) => removeRun(deps.dataFolder, runId)));
  await rm(join(deps.dataFolder, "work"), { recursive: true, force: true });
}

async function salvageRun(deps: Deps, runId: string, folder: RunFolder): Promise<void> {
  const [record, engine] = await Promise.all([folder.readStart(), folder.readEngine()]);
  if (engine !== null) await endOrphan(engine);
  if (record !== null && record.mirror !== null) {
    await keepWork(deps, record, record.mirror, folder).catch((error: unknown) => {
      deps.log({ event: "salvage.nothing-kept", runId, detail: String(error) });
    });
    await removeCheckout({ ...record, mirror: record.mirror, folder: folder.workFolder });
    await git({ folder: record.mirror, args: ["worktree", "prune"] });
  }
  await folder.recordEnd("factory-restarted", deps.endedAt);
  deps.log({ event: "salvage.done", runId });
}

/** Only the very process that was recorded: its number may be another's by now. */
async function endOrphan({ pid, startedAt }: EngineProcess): Promise<void> {
  if (startedAt !== null && startedAt === (await processStart(pid))) signalGroup(pid, "SIGKILL");
}

async function keepWork(deps: Deps, record: RunRecord, mirror: string, folder: RunFolder): Promise<void> {
  const { jobId, epoch, runId } = record;
  const local = wipRefOf(jobId, epoch);
  const before = await git({ folder: mirror, args: ["rev-parse", "--verify", "--quiet", local] });
  const summary = "Kept after the factory was cut short.";
  const snapshot = await takeSnapshot(
    { folder: folder.workFolder },
    { name: deps.factoryName, message: `Checkpoint: ${summary}`, indexFile: indexFileIn(folder.scratchFolder) },
  );
  const same = before.ok && (await sameTree(mirror, before.stdout, snapshot.tree));
  if (same) return;
  await git({ folder: mirror, args: ["update-ref", local, snapshot.sha] });
  const pushed = await pushCheckpoint({ mirror, jobId, epoch }, snapshot.sha, before.ok ? before.stdout : null);
  if (pushed.kind !== "pushed") throw new Error(pushed.detail);
  const opId = `${runId}.salvage`;
  const checkpoint = { branch: branchOf(jobId), sha: snapshot.sha, engine: record.engine, sessionRef: null, summary };
  await deps.spool.put(opId, { kind: "patch", jobId, body: { opId, leaseEpoch: epoch, checkpoint } });
}

async function sameTree(mirror: string, sha: string, tree: string): Promise<boolean> {
  const there = await git({ folder: mirror, args: ["rev-parse", "--verify", "--quiet", `${sha}^{tree}`] });
  return there.ok && there.stdout === tree;
}
