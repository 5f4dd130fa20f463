import { type Cadence } from "#contract/factory.ts";
import { type ClaimedJob } from "#contract/routes/worker-routes.ts";

/**
 * What a call came to. `unknown` is no answer at all: it may have taken effect. `revoked` means that the coordinator
 * does not know this factory (any more), `refused` that it said no for good.
 */
export type Answer<T> =
  | { readonly kind: "ok"; readonly value: T }
  | { readonly kind: "unknown" | "revoked" | "fenced" | "refused"; readonly detail: string };

export type ClaimAnswer = {
  readonly claimed: ClaimedJob | null;
  readonly queueVersion: number | null;
  readonly cadence: Cadence;
};

/** Everything that can happen to a factory. */
export type LoopInput =
  | { readonly type: "tick" | "wake" | "drain" | "stop" }
  | {
      readonly type: "heartbeat-answered";
      readonly answer: Answer<{ readonly cadence: Cadence; readonly mayClaim: boolean }>;
    }
  | {
      readonly type: "queue-answered";
      readonly answer: Answer<{ readonly version: number; readonly cadence: Cadence }>;
    }
  | { readonly type: "claim-answered"; readonly claimId: string; readonly answer: Answer<ClaimAnswer> }
  | { readonly type: "renew-answered"; readonly runId: string; readonly answer: Answer<{ readonly cadence: Cadence }> }
  | { readonly type: "lease-lost" | "attempt-ended"; readonly runId: string };
