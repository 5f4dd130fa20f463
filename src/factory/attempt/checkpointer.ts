import { type CheckpointInput } from "#contract/checkpoint.ts";
import { type Log } from "#factory/log.ts";
import { type Checkout } from "#factory/workspace/checkout.ts";
import { git } from "#factory/workspace/git.ts";
import { pushCheckpoint } from "#factory/workspace/push-checkpoint.ts";
import { branchOf, wipRefOf } from "#factory/workspace/refs.ts";
import { indexFileIn, type Snapshot, takeSnapshot } from "#factory/workspace/snapshot.ts";
import { type Coordinator } from "./coordinator.ts";

type Deps = {
  readonly checkout: Checkout;
  readonly coordinator: Coordinator;
  readonly scratchFolder: string;
  readonly factoryName: string;
  readonly engine: string;
  readonly summary: string;
  readonly isLost: () => boolean;
  readonly log: Log;
};

/** Keeps the work: as a commit, on the remote, and (while the lease is held) in the coordinator's books. */
export type Checkpointer = {
  /** A summary is a reason of its own to keep what there is; without one, only a changed tree is. Never throws. */
  readonly take: (summary: string | null) => Promise<void>;
  readonly enterSession: (id: string) => void;
  /** The last kept commit as the coordinator is told of it; null when nothing was kept. */
  readonly last: () => CheckpointInput | null;
  /** Waits for what is being kept, and for the report of it. */
  readonly settled: () => Promise<void>;
};

export function createCheckpointer(deps: Deps): Checkpointer {
  const { checkout, log } = deps;
  let sessionRef: string | null = null;
  let summary = deps.summary;
  let lastSnapshot: Snapshot | null = null;
  let pushedSha: string | null = null;
  let tail = Promise.resolve();
  const report = createReporter(deps);

  const keep = async (said: string | null) => {
    const snapshot = await takeSnapshot(checkout, {
      name: deps.factoryName,
      message: `Checkpoint: ${said ?? summary}`,
      indexFile: indexFileIn(deps.scratchFolder),
    });
    if (said === null && !hasChanged(checkout, lastSnapshot, snapshot)) return;
    summary = said ?? summary;
    // A ref of the mirror's own holds the commit also while the remote cannot be reached.
    const local = wipRefOf(checkout.jobId, checkout.epoch);
    await git({ folder: checkout.mirror, args: ["update-ref", local, snapshot.sha] });
    const pushed = await pushCheckpoint(checkout, snapshot.sha, pushedSha);
    if (pushed.kind !== "pushed") {
      log({ event: "checkpoint.not-pushed", jobId: checkout.jobId, detail: pushed.detail });
      return;
    }
    lastSnapshot = snapshot;
    pushedSha = snapshot.sha;
    log({ event: "checkpoint.pushed", jobId: checkout.jobId, epoch: checkout.epoch, sha: snapshot.sha });
    if (!deps.isLost()) report.push(describe());
  };
  const describe = (): CheckpointInput => ({
    branch: branchOf(checkout.jobId),
    sha: pushedSha ?? checkout.startSha,
    engine: deps.engine,
    sessionRef,
    summary,
  });
  return {
    take: (said) => {
      tail = tail
        .then(() => keep(said))
        .catch((error: unknown) => {
          log({ event: "checkpoint.failed", jobId: checkout.jobId, detail: String(error) });
        });
      return tail;
    },
    enterSession: (id) => {
      sessionRef = id;
    },
    last: () => (pushedSha === null ? null : describe()),
    settled: async () => {
      await tail;
      await report.settled();
    },
  };
}

function hasChanged(checkout: Checkout, last: Snapshot | null, now: Snapshot): boolean {
  if (last === null) return now.sha !== checkout.startSha;
  return now.tree !== last.tree || now.head !== last.head;
}

/** One report at a time, and of those that wait only the newest: an older one would only be overwritten. */
function createReporter(deps: Deps): {
  readonly push: (checkpoint: CheckpointInput) => void;
  readonly settled: () => Promise<void>;
} {
  let waiting: CheckpointInput | null = null;
  let running: Promise<void> | null = null;
  let made = 0;
  const drain = async () => {
    while (waiting !== null) {
      const checkpoint = waiting;
      waiting = null;
      made += 1;
      // oxlint-disable-next-line no-await-in-loop -- a report follows the answer to the one before
      const told = await deps.coordinator.patch(`checkpoint-${made}`, { checkpoint }, false);
      if (told === "refused") deps.log({ event: "checkpoint.refused", jobId: deps.checkout.jobId });
    }
    running = null;
  };
  return {
    push: (checkpoint) => {
      waiting = checkpoint;
      running ??= drain();
    },
    settled: () => running ?? Promise.resolve(),
  };
}
