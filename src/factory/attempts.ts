import { type ClaimedJob } from "#contract/routes/worker-routes.ts";
import { type AttemptDeps } from "#factory/attempt/attempt-deps.ts";
import { runAttempt } from "#factory/attempt/run-attempt.ts";
import { type InterruptReason } from "#factory/loop/effect.ts";

type Running = { readonly lost: AbortController; readonly interrupted: AbortController };

/** The attempts that run now. */
export type Attempts = {
  readonly start: (claimed: ClaimedJob) => void;
  readonly fence: (runId: string) => void;
  readonly interruptAll: (reason: InterruptReason) => void;
};

type Callbacks = {
  readonly onLost: (runId: string) => void;
  readonly onEnded: (runId: string) => void;
};

/** `stopGraceMs`: how long an interrupted attempt may try to reach the coordinator before it is left to the next boot. */
export function createAttempts(deps: AttemptDeps, stopGraceMs: number, callbacks: Callbacks): Attempts {
  const running = new Map<string, Running>();
  const giveUp = new AbortController();
  let reason: InterruptReason | null = null;
  return {
    start: (claimed) => {
      const { runId } = claimed;
      if (running.has(runId)) return;
      const one: Running = { lost: new AbortController(), interrupted: new AbortController() };
      running.set(runId, one);
      if (reason !== null) one.interrupted.abort();
      const control = {
        lost: one.lost.signal,
        interrupted: one.interrupted.signal,
        interruptReason: () => reason ?? "stop",
        giveUp: giveUp.signal,
        onLost: () => {
          one.lost.abort();
          callbacks.onLost(runId);
        },
      };
      void runAttempt(deps, claimed, control)
        .catch((error: unknown) => deps.log({ event: "attempt.not-recorded", runId, detail: String(error) }))
        .finally(() => {
          running.delete(runId);
          callbacks.onEnded(runId);
        });
    },
    fence: (runId) => running.get(runId)?.lost.abort(),
    interruptAll: (why) => {
      if (reason === null) setTimeout(() => giveUp.abort(), stopGraceMs).unref();
      reason = why;
      for (const one of running.values()) one.interrupted.abort();
      if (why === "revoked") giveUp.abort();
    },
  };
}
