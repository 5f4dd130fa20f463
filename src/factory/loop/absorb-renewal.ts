import { type Cadence } from "#contract/factory.ts";
import { beRevoked } from "./be-revoked.ts";
import { renewPeriodMs, sureUntil } from "./cadence.ts";
import { type LoopEffect } from "./effect.ts";
import { type Answer } from "./input.ts";
import { type Held, type LoopState } from "./state.ts";
import { withCadence } from "./with-cadence.ts";

type Step = readonly [LoopState, readonly LoopEffect[]];

/**
 * Silence changes nothing: the engine goes on, because an outage of the coordinator is no reason to throw work away.
 * A plain no means that the job is somebody else's.
 */
export function absorbRenewal(
  state: LoopState,
  runId: string,
  answer: Answer<{ readonly cadence: Cadence }>,
  nowMs: number,
): Step {
  const before = state.held.find((held) => held.runId === runId);
  if (before === undefined) return [state, []];
  if (answer.kind === "revoked") return beRevoked(update(state, runId, { renewSentAtMs: null }), answer.detail);
  if (answer.kind !== "ok") {
    if (answer.kind !== "unknown") return loseLease(state, runId);
    const renewDueMs = nowMs + state.settings.retryMs;
    return [update(state, runId, { renewSentAtMs: null, renewDueMs }), []];
  }
  const { cadence } = answer.value;
  const sentAtMs = before.renewSentAtMs ?? nowMs;
  const renewed = update(state, runId, {
    renewSentAtMs: null,
    renewDueMs: sentAtMs + renewPeriodMs(cadence),
    sureUntilMs: Math.max(before.sureUntilMs, sureUntil(cadence, sentAtMs)),
    inDoubt: false,
  });
  return withCadence(renewed, cadence);
}

export function loseLease(state: LoopState, runId: string): Step {
  const before = state.held.find((held) => held.runId === runId);
  if (before === undefined || before.lost) return [state, []];
  return [
    update(state, runId, { lost: true, renewSentAtMs: null }),
    [
      { type: "log", line: { event: "lease.lost", jobId: before.jobId, runId } },
      { type: "fence-attempt", runId },
    ],
  ];
}

const update = (state: LoopState, runId: string, change: Partial<Held>): LoopState => ({
  ...state,
  held: state.held.map((held) => (held.runId === runId ? { ...held, ...change } : held)),
});
