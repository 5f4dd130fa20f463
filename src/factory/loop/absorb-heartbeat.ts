import { beRevoked } from "./be-revoked.ts";
import { type LoopEffect } from "./effect.ts";
import { type LoopInput } from "./input.ts";
import { type LoopState, retryPauseMs } from "./state.ts";
import { withCadence } from "./with-cadence.ts";

type HeartbeatAnswer = Extract<LoopInput, { type: "heartbeat-answered" }>["answer"];

/** The first answered heartbeat opens the factory for work: only then does the coordinator know what it offers. */
export function absorbHeartbeat(
  state: LoopState,
  answer: HeartbeatAnswer,
  nowMs: number,
): readonly [LoopState, readonly LoopEffect[]] {
  const answered: LoopState = { ...state, heartbeatInFlight: false };
  if (answer.kind === "revoked") return beRevoked(answered, answer.detail);
  if (answer.kind !== "ok") {
    const heartbeatFailures = state.heartbeatFailures + 1;
    const heartbeatDueMs = nowMs + retryPauseMs(state.settings, heartbeatFailures);
    const first: readonly LoopEffect[] =
      heartbeatFailures === 1
        ? [{ type: "log", line: { event: "coordinator.unreachable", detail: answer.detail } }]
        : [];
    return [{ ...answered, heartbeatFailures, heartbeatDueMs }, first];
  }
  const { cadence, mayClaim } = answer.value;
  const opened: LoopState = {
    ...answered,
    phase: state.phase === "starting" ? "working" : state.phase,
    mayClaim,
    heartbeatFailures: 0,
    heartbeatDueMs: nowMs + cadence.heartbeatSec * 1_000,
    ...(mayClaim && !state.mayClaim ? { gateVersion: null, claimDueMs: nowMs } : {}),
  };
  return withCadence(opened, cadence);
}
