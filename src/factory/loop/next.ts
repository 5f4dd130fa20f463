import { absorbClaim } from "./absorb-claim.ts";
import { absorbHeartbeat } from "./absorb-heartbeat.ts";
import { absorbRenewal, loseLease } from "./absorb-renewal.ts";
import { type LoopEffect } from "./effect.ts";
import { type LoopInput } from "./input.ts";
import { plan } from "./plan.ts";
import { withCadence } from "./with-cadence.ts";
import { beRevoked } from "./be-revoked.ts";
import { type LoopState } from "./state.ts";

export type Step = readonly [LoopState, readonly LoopEffect[]];

/** The whole life of a factory: one state, one thing that happened, and what to do now. Pure. */
export function next(state: LoopState, input: LoopInput, nowMs: number): Step {
  if (state.phase === "ended") return [state, []];
  const [absorbed, first] = absorb(state, input, nowMs);
  const [planned, second] = plan(absorbed, nowMs);
  return [planned, [...first, ...second]];
}

function absorb(state: LoopState, input: LoopInput, nowMs: number): Step {
  switch (input.type) {
    case "tick":
      return [state, []];
    case "wake":
      return [{ ...state, woken: true, pollDueMs: nowMs, claimDueMs: nowMs }, []];
    case "drain":
      return drain(state, nowMs);
    case "stop":
      return stop(state, nowMs);
    case "heartbeat-answered":
      return absorbHeartbeat(state, input.answer, nowMs);
    case "queue-answered":
      return absorbQueueState(state, input.answer);
    case "claim-answered":
      return absorbClaim(state, input.claimId, input.answer, nowMs);
    case "renew-answered":
      return absorbRenewal(state, input.runId, input.answer, nowMs);
    case "lease-lost":
      return loseLease(state, input.runId);
    case "attempt-ended":
      return endAttempt(state, input.runId, nowMs);
  }
}

/** The heartbeat goes at once: the coordinator should offer nothing more. */
function drain(state: LoopState, nowMs: number): Step {
  if (state.phase !== "starting" && state.phase !== "working") return [state, []];
  return [
    { ...state, phase: "draining", heartbeatDueMs: nowMs },
    [{ type: "log", line: { event: "factory.draining", held: state.held.length } }],
  ];
}

function stop(state: LoopState, nowMs: number): Step {
  if (state.phase === "stopping") return [state, []];
  return [
    { ...state, phase: "stopping", heartbeatDueMs: nowMs },
    [
      { type: "log", line: { event: "factory.stopping", held: state.held.length } },
      { type: "interrupt-attempts", reason: "stop" },
    ],
  ];
}

function absorbQueueState(state: LoopState, answer: Extract<LoopInput, { type: "queue-answered" }>["answer"]): Step {
  const polled: LoopState = { ...state, pollInFlight: false };
  if (answer.kind === "revoked") return beRevoked(polled, answer.detail);
  if (answer.kind !== "ok") return [polled, []];
  const [next, effects] = withCadence(polled, answer.value.cadence);
  return answer.value.version === next.gateVersion ? [next, effects] : [{ ...next, gateVersion: null }, effects];
}

/** A free seat is news: whatever the version says, the next claim is due. */
function endAttempt(state: LoopState, runId: string, nowMs: number): Step {
  const held = state.held.filter((one) => one.runId !== runId);
  return [{ ...state, held, gateVersion: null, claimDueMs: nowMs }, []];
}
