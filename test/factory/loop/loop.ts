import { type Cadence } from "#contract/factory.ts";
import { runIdOf } from "#contract/id.ts";
import { type ClaimedJob } from "#contract/routes/worker-routes.ts";
import { type LoopEffect } from "#factory/loop/effect.ts";
import { type Answer, type ClaimAnswer, type LoopInput } from "#factory/loop/input.ts";
import { next } from "#factory/loop/next.ts";
import { initialState, type LoopState } from "#factory/loop/state.ts";
import { aJob, jobIdNumber } from "../support/a-job.ts";

export const CADENCE: Cadence = { heartbeatSec: 15, leaseTtlSec: 60, renewSec: 10, claimAnywaySec: 60 };
export const SILENCE = { kind: "unknown", detail: "nobody answered" } as const;

/** A loop with a clock in hand: every step keeps the state and gives back the effects. */
export class Loop {
  state: LoopState;
  nowMs = 0;

  constructor(seats = 1) {
    this.state = initialState(
      { seats, pollMs: 2_000, retryMs: 500, retryCapMs: 4_000, claimIdPrefix: "n-7" },
      this.nowMs,
    );
  }

  send(input: LoopInput): readonly LoopEffect[] {
    const [state, effects] = next(this.state, input, this.nowMs);
    this.state = state;
    return effects;
  }

  at(nowMs: number): readonly LoopEffect[] {
    this.nowMs = nowMs;
    return this.send({ type: "tick" });
  }

  /** The first heartbeat, answered: what follows is the first claim. */
  open(cadence = CADENCE): readonly LoopEffect[] {
    this.send({ type: "tick" });
    return this.send({ type: "heartbeat-answered", answer: ok({ cadence, mayClaim: true }) });
  }

  claimAnswered(answer: Answer<ClaimAnswer>): readonly LoopEffect[] {
    return this.send({ type: "claim-answered", claimId: this.state.claiming?.claimId ?? "", answer });
  }
}

export const ok = <T>(value: T): Answer<T> => ({ kind: "ok", value });
export const nothing = (queueVersion: number | null): Answer<ClaimAnswer> =>
  ok({ claimed: null, queueVersion, cadence: CADENCE });

export const grant = (number: number, epoch = 1): Answer<ClaimAnswer> =>
  ok({ claimed: claimedJob(number, epoch), queueVersion: 1, cadence: CADENCE });

export function claimedJob(number: number, epoch: number): ClaimedJob {
  const job = aJob({ id: jobIdNumber(number), stage: "assigned", leaseEpoch: epoch });
  const leaseExpiresAt = "2026-07-01T12:00:00.000Z";
  return {
    job,
    bodyMd: "",
    profile: null,
    runId: runOf(number, epoch),
    leaseEpoch: epoch,
    leaseExpiresAt,
    checkpoint: null,
  };
}

export const runOf = (number: number, epoch = 1): string => runIdOf(jobIdNumber(number), epoch);
export const kinds = (effects: readonly LoopEffect[]): string[] => effects.map(({ type }) => type);
