import { type Cadence } from "#contract/factory.ts";

/**
 * `starting` until the first heartbeat was answered, then `working`. `draining` finishes what it holds, `stopping`
 * gives it back. `ended` is final.
 */
type Phase = "starting" | "working" | "draining" | "stopping" | "ended";

/** One grant that this factory works on. It stays here until its attempt has ended, also after the lease is lost. */
export type Held = {
  readonly jobId: string;
  readonly runId: string;
  readonly leaseEpoch: number;
  readonly renewDueMs: number;
  /** When the renewal that is under way was sent; null when none is. */
  readonly renewSentAtMs: number | null;
  /** Until here nobody else can have the job, whatever the network does. */
  readonly sureUntilMs: number;
  readonly inDoubt: boolean;
  readonly lost: boolean;
};

/** A claim whose answer is not known yet. It is repeated under its id until it is. */
export type Claiming = {
  readonly claimId: string;
  readonly firstSentAtMs: number;
  readonly inFlight: boolean;
  readonly dueMs: number;
  readonly failures: number;
};

export type LoopSettings = {
  readonly seats: number;
  readonly pollMs: number;
  /** The pause after an answer that did not come; it doubles with every further one, up to the cap. */
  readonly retryMs: number;
  readonly retryCapMs: number;
  /** Unique to this boot of this factory: claim ids are made of it and a number. */
  readonly claimIdPrefix: string;
};

/** All times are of one clock that never jumps, in milliseconds. */
export type LoopState = {
  readonly phase: Phase;
  readonly settings: LoopSettings;
  readonly cadence: Cadence | null;
  /** An operator can pause or drain a factory from the coordinator's side: it claims nothing then. */
  readonly mayClaim: boolean;
  readonly exitCode: number;
  readonly held: readonly Held[];
  readonly heartbeatDueMs: number;
  readonly heartbeatInFlight: boolean;
  readonly heartbeatFailures: number;
  readonly pollDueMs: number;
  readonly pollInFlight: boolean;
  /** Woken since the last question was sent: its answer may be older than the news, so it is asked again at once. */
  readonly woken: boolean;
  readonly claiming: Claiming | null;
  readonly claimsMade: number;
  readonly claimDueMs: number;
  readonly lastClaimAtMs: number;
  /** The queue version at which the last claim found nothing; null when nothing stands in the way of the next claim. */
  readonly gateVersion: number | null;
};

export const initialState = (settings: LoopSettings, nowMs: number): LoopState => ({
  phase: "starting",
  settings,
  cadence: null,
  mayClaim: true,
  exitCode: 0,
  held: [],
  heartbeatDueMs: nowMs,
  heartbeatInFlight: false,
  heartbeatFailures: 0,
  pollDueMs: nowMs,
  pollInFlight: false,
  woken: false,
  claiming: null,
  claimsMade: 0,
  claimDueMs: nowMs,
  lastClaimAtMs: nowMs,
  gateVersion: null,
});

export const hasFreeSeat = (state: LoopState): boolean => state.held.length < state.settings.seats;

/** The pause before try number `failures + 1`. */
export const retryPauseMs = (settings: LoopSettings, failures: number): number =>
  Math.min(settings.retryCapMs, settings.retryMs * 2 ** Math.max(0, failures - 1));
