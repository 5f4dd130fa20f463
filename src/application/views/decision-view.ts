import { type DecisionDocument } from "#contract/documents/decision-document.ts";
import { toTimestamp } from "#contract/time.ts";

/** The record of a decision as it crosses the wire. */
export const decisionView = (decision: DecisionDocument) => ({
  factoryId: decision.factoryId,
  epoch: decision.epoch,
  at: toTimestamp(decision.atMs),
  policy: decision.policy,
  score: decision.score,
  terms: decision.terms,
  considered: decision.considered,
  dropped: decision.dropped,
});
