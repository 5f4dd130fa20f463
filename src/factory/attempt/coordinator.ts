import { type FleetClient } from "#client/fleet-client.ts";
import { type ClaimedJob } from "#contract/routes/worker-routes.ts";
import { type PatchBody } from "#contract/routes/job-routes.ts";
import { toAnswer } from "#factory/answer.ts";
import { sureUntil } from "#factory/loop/cadence.ts";
import { type Answer } from "#factory/loop/input.ts";
import { pause } from "#factory/pause.ts";
import { type Confirm } from "#factory/workspace/publish.ts";
import { type Spool } from "./spool.ts";
import { type Usage } from "./usage.ts";

/** What became of a report. `given-up` is "nobody answered before this process has to end": it stays in the spool. */
type Told = "accepted" | "lost" | "refused" | "given-up";

/** One attempt's line to the coordinator. Everything is repeated until it is answered. */
export type Coordinator = {
  readonly confirmLease: Confirm;
  readonly patch: (verb: string, change: Omit<PatchBody, "opId" | "leaseEpoch">, durably: boolean) => Promise<Told>;
  readonly release: (note: string) => Promise<Told>;
  readonly reportUsage: (sessions: Usage[], durably: boolean) => Promise<Told>;
};

type Deps = {
  readonly client: FleetClient;
  readonly spool: Spool;
  /** A clock that never jumps. */
  readonly nowMs: () => number;
  readonly retryMs: number;
  readonly retryCapMs: number;
  /** Aborted when this process must end, whether or not the coordinator answers. */
  readonly giveUp: AbortSignal;
  readonly onLost: () => void;
};

/**
 * The op id of an effect is made of the run and the verb alone: whoever reports it, and however often, in this life of
 * the factory or the next, the coordinator sees one and the same operation.
 */
export function createCoordinator(deps: Deps, { job, runId, leaseEpoch }: ClaimedJob): Coordinator {
  const params = { jobId: job.id };
  const told = (answer: Answer<unknown> | null): Told => {
    if (answer === null || answer.kind === "unknown" || answer.kind === "revoked") return "given-up";
    if (answer.kind === "fenced") deps.onLost();
    return answer.kind === "ok" ? "accepted" : answer.kind === "fenced" ? "lost" : "refused";
  };
  return {
    confirmLease: async () => {
      for (;;) {
        const sentAtMs = deps.nowMs();
        // oxlint-disable-next-line no-await-in-loop -- a try follows the silence after the last
        const answer = toAnswer(await deps.client.renewLease({ params, body: { leaseEpoch } }));
        if (answer.kind === "ok") {
          const sureForMs = sureUntil(answer.value.cadence, sentAtMs) - deps.nowMs();
          if (sureForMs > 0) return { kind: "held", sureForMs };
        } else if (answer.kind !== "unknown" || deps.giveUp.aborted) {
          if (answer.kind === "fenced" || answer.kind === "refused") deps.onLost();
          return { kind: "lost" };
        }
        // oxlint-disable-next-line no-await-in-loop -- see above
        await pause(deps.retryMs, deps.giveUp);
      }
    },
    patch: async (verb, change, durably) => {
      const name = `${runId}.${verb}`;
      const body: PatchBody = { ...change, opId: name, leaseEpoch };
      if (durably) await deps.spool.put(name, { kind: "patch", jobId: job.id, body });
      const result = told(await untilAnswered(deps, () => deps.client.patchJob({ params, body })));
      if (durably && result !== "given-up") await deps.spool.settle(name);
      return result;
    },
    release: async (note) => {
      const body = { opId: `${runId}.release`, leaseEpoch, note };
      return told(await untilAnswered(deps, () => deps.client.releaseLease({ params, body })));
    },
    reportUsage: async (sessions, durably) => {
      const name = `${runId}.0-usage`;
      if (durably) await deps.spool.put(name, { kind: "usage", jobId: job.id, runId, sessions });
      const send = () => deps.client.reportUsage({ params: { ...params, runId }, body: { sessions } });
      const result = told(await untilAnswered(deps, send));
      if (durably && result !== "given-up") await deps.spool.settle(name);
      return result;
    },
  };
}

/** Null when the process has to end first. */
async function untilAnswered<T>(
  deps: Pick<Deps, "giveUp" | "retryMs" | "retryCapMs">,
  send: () => Promise<Parameters<typeof toAnswer<T>>[0]>,
): Promise<Answer<T> | null> {
  for (let pauseMs = deps.retryMs; ; pauseMs = Math.min(pauseMs * 2, deps.retryCapMs)) {
    // oxlint-disable-next-line no-await-in-loop -- a try follows the silence after the last
    const answer = toAnswer(await send());
    if (answer.kind !== "unknown") return answer;
    if (deps.giveUp.aborted) return null;
    // oxlint-disable-next-line no-await-in-loop -- see above
    await pause(pauseMs, deps.giveUp);
  }
}
