import { type LoopEffect } from "./effect.ts";
import { hasFreeSeat, type Held, type LoopState } from "./state.ts";

type Step = readonly [LoopState, readonly LoopEffect[]];

/** Sends what is due. Nothing is sent twice while it is under way. */
export function plan(state: LoopState, nowMs: number): Step {
  if (state.phase === "ended") return [state, []];
  if (isDone(state, nowMs)) {
    return [{ ...state, phase: "ended" }, [{ type: "exit", exitCode: state.exitCode }]];
  }
  const effects: LoopEffect[] = [];
  let next = state;
  for (const step of [planHeartbeat, planRenewals, planClaim, planPoll]) {
    const [after, more] = step(next, nowMs);
    next = after;
    effects.push(...more);
  }
  return [next, effects];
}

/**
 * A draining factory also waits for the answer of its last claim, because the job may be its own already: but not
 * longer than such a lease would live.
 */
function isDone(state: LoopState, nowMs: number): boolean {
  if (state.held.length > 0) return false;
  if (state.phase === "stopping") return true;
  if (state.phase !== "draining") return false;
  const leaseTtlMs = (state.cadence?.leaseTtlSec ?? 0) * 1_000;
  return state.claiming === null || state.claiming.firstSentAtMs + leaseTtlMs <= nowMs;
}

function planHeartbeat(state: LoopState, nowMs: number): Step {
  if (state.heartbeatInFlight || state.heartbeatDueMs > nowMs) return [state, []];
  const load = state.held.length / state.settings.seats;
  const draining = state.phase === "draining" || state.phase === "stopping";
  return [{ ...state, heartbeatInFlight: true }, [{ type: "heartbeat", load, draining }]];
}

function planRenewals(state: LoopState, nowMs: number): Step {
  const isDue = (held: Held) => !held.lost && held.renewSentAtMs === null && held.renewDueMs <= nowMs;
  const due = state.held.filter(isDue);
  const doubted = state.held.filter((held) => !held.lost && !held.inDoubt && held.sureUntilMs <= nowMs);
  if (due.length === 0 && doubted.length === 0) return [state, []];
  const held = state.held.map((one) => ({
    ...one,
    renewSentAtMs: isDue(one) ? nowMs : one.renewSentAtMs,
    inDoubt: one.inDoubt || doubted.includes(one),
  }));
  return [
    { ...state, held },
    [
      ...doubted.map((one) => log("lease.in-doubt", one)),
      ...due.map(({ runId, jobId, leaseEpoch }) => ({ type: "renew", runId, jobId, leaseEpoch }) satisfies LoopEffect),
    ],
  ];
}

function planClaim(state: LoopState, nowMs: number): Step {
  const { claiming } = state;
  if (claiming !== null) {
    if (claiming.inFlight || claiming.dueMs > nowMs || state.phase === "stopping") return [state, []];
    return [
      { ...state, woken: false, claiming: { ...claiming, inFlight: true } },
      [{ type: "claim", claimId: claiming.claimId }],
    ];
  }
  if (!wantsClaim(state, nowMs)) return [state, []];
  const claimId = `${state.settings.claimIdPrefix}-${state.claimsMade + 1}`;
  return [
    {
      ...state,
      woken: false,
      claimsMade: state.claimsMade + 1,
      lastClaimAtMs: nowMs,
      claiming: { claimId, firstSentAtMs: nowMs, inFlight: true, dueMs: nowMs, failures: 0 },
    },
    [{ type: "claim", claimId }],
  ];
}

/** While the queue's version stands where the last claim found nothing, only the unconditional claim is due. */
function wantsClaim(state: LoopState, nowMs: number): boolean {
  if (state.phase !== "working" || !state.mayClaim || state.cadence === null || !hasFreeSeat(state)) return false;
  const anywayAtMs = state.lastClaimAtMs + state.cadence.claimAnywaySec * 1_000;
  return state.gateVersion === null ? state.claimDueMs <= nowMs : anywayAtMs <= nowMs;
}

function planPoll(state: LoopState, nowMs: number): Step {
  const useful = state.phase === "working" && state.mayClaim && state.gateVersion !== null && hasFreeSeat(state);
  if (!useful || state.claiming !== null || state.pollInFlight || state.pollDueMs > nowMs) return [state, []];
  return [
    { ...state, woken: false, pollInFlight: true, pollDueMs: nowMs + state.settings.pollMs },
    [{ type: "poll-queue" }],
  ];
}

/** When `plan` next has something to do if nothing happens before; infinite when only an answer can move things. */
export function nextDueMs(state: LoopState): number {
  if (state.phase === "ended") return Number.POSITIVE_INFINITY;
  const due = [
    ...(state.heartbeatInFlight ? [] : [state.heartbeatDueMs]),
    ...state.held.flatMap((held) => (held.lost || held.renewSentAtMs !== null ? [] : [held.renewDueMs])),
    ...state.held.flatMap((held) => (held.lost || held.inDoubt ? [] : [held.sureUntilMs])),
    ...claimDue(state),
  ];
  return Math.min(Number.POSITIVE_INFINITY, ...due);
}

function claimDue(state: LoopState): number[] {
  if (state.claiming !== null) return state.claiming.inFlight ? [] : [state.claiming.dueMs];
  if (state.phase !== "working" || !state.mayClaim || state.cadence === null || !hasFreeSeat(state)) return [];
  if (state.gateVersion === null) return [state.claimDueMs];
  const anywayAtMs = state.lastClaimAtMs + state.cadence.claimAnywaySec * 1_000;
  return state.pollInFlight ? [anywayAtMs] : [anywayAtMs, state.pollDueMs];
}

const log = (event: string, held: Held): LoopEffect => ({
  type: "log",
  line: { event, jobId: held.jobId, runId: held.runId },
});
