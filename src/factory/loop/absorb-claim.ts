import { type ClaimedJob } from "#contract/routes/worker-routes.ts";
import { beRevoked } from "./be-revoked.ts";
import { renewPeriodMs, sureUntil } from "./cadence.ts";
import { type LoopEffect } from "./effect.ts";
import { type Answer, type ClaimAnswer } from "./input.ts";
import { type Claiming, type Held, type LoopState, retryPauseMs } from "./state.ts";
import { withCadence } from "./with-cadence.ts";

type Step = readonly [LoopState, readonly LoopEffect[]];

/** A claim is settled by an answer alone: silence is repeated under the same id, which gives the same job. */
export function absorbClaim(state: LoopState, claimId: string, answer: Answer<ClaimAnswer>, nowMs: number): Step {
  const { claiming } = state;
  if (claiming === null || claiming.claimId !== claimId) return [state, []];
  if (answer.kind === "revoked") return beRevoked({ ...state, claiming: null }, answer.detail);
  if (answer.kind === "unknown") return [repeatLater(state, claiming, nowMs), []];
  if (answer.kind !== "ok") {
    return [
      { ...state, claiming: null, claimDueMs: nowMs + state.settings.retryCapMs },
      [{ type: "log", line: { event: "claim.refused", claimId, detail: answer.detail } }],
    ];
  }
  const [paced, effects] = withCadence({ ...state, claiming: null }, answer.value.cadence);
  const { claimed, queueVersion } = answer.value;
  if (claimed === null) {
    const laterMs = state.woken ? nowMs : nowMs + state.settings.pollMs;
    return [{ ...paced, gateVersion: queueVersion, claimDueMs: laterMs, pollDueMs: laterMs }, effects];
  }
  const [started, more] = start(paced, claimed, answer.value, claiming, nowMs);
  return [started, [...effects, ...more]];
}

function repeatLater(state: LoopState, claiming: Claiming, nowMs: number): LoopState {
  const failures = claiming.failures + 1;
  const dueMs = nowMs + retryPauseMs(state.settings, failures);
  return { ...state, claiming: { ...claiming, inFlight: false, failures, dueMs } };
}

/** The lease is counted from the first sending: that is the earliest moment at which the server can have granted it. */
function start(
  state: LoopState,
  claimed: ClaimedJob,
  { cadence }: ClaimAnswer,
  claiming: Claiming,
  nowMs: number,
): Step {
  const sureUntilMs = sureUntil(cadence, claiming.firstSentAtMs);
  const held: Held = {
    jobId: claimed.job.id,
    runId: claimed.runId,
    leaseEpoch: claimed.leaseEpoch,
    renewDueMs: claiming.firstSentAtMs + renewPeriodMs(cadence),
    renewSentAtMs: null,
    sureUntilMs,
    inDoubt: false,
    lost: false,
  };
  const interrupted: readonly LoopEffect[] =
    state.phase === "stopping" ? [{ type: "interrupt-attempts", reason: "stop" }] : [];
  return [
    { ...state, held: [...state.held, held], gateVersion: null, claimDueMs: nowMs },
    [{ type: "start-attempt", claimed, sureUntilMs }, ...interrupted],
  ];
}
