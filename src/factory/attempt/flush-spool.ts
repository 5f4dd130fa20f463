import { type FleetClient } from "#client/fleet-client.ts";
import { toAnswer } from "#factory/answer.ts";
import { type Log } from "#factory/log.ts";
import { pause } from "#factory/pause.ts";
import { type Spool, type SpoolEntry } from "./spool.ts";

type Deps = {
  readonly client: FleetClient;
  readonly spool: Spool;
  readonly log: Log;
  readonly retryMs: number;
  readonly giveUp: AbortSignal;
};

/**
 * Sends what an earlier life of this factory could not, under the same op ids. It happens before the first claim, which
 * ends that life's leases: a job that was finished then is finished now, and not done again.
 */
export async function flushSpool(deps: Deps): Promise<void> {
  for (const { name, entry } of await deps.spool.pending()) {
    // oxlint-disable-next-line no-await-in-loop -- in the order in which they were written
    const settled = await settle(deps, entry);
    if (!settled) return;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await deps.spool.settle(name);
    deps.log({ event: "spool.settled", name });
  }
}

async function settle(deps: Deps, entry: SpoolEntry): Promise<boolean> {
  let said = false;
  while (!deps.giveUp.aborted) {
    // oxlint-disable-next-line no-await-in-loop -- a try follows the silence after the last
    const answer = toAnswer<unknown>(await send(deps.client, entry));
    if (answer.kind === "revoked") return false;
    if (answer.kind !== "unknown") return true;
    if (!said) deps.log({ event: "coordinator.unreachable", detail: answer.detail });
    said = true;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await pause(deps.retryMs, deps.giveUp);
  }
  return false;
}

function send(client: FleetClient, entry: SpoolEntry) {
  const params = { jobId: entry.jobId };
  return entry.kind === "patch"
    ? client.patchJob({ params, body: entry.body })
    : client.reportUsage({ params: { ...params, runId: entry.runId }, body: { sessions: entry.sessions } });
}
