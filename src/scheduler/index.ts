/** The public face of the scheduler: everything that `agent-gigafactory/scheduler` offers. */
export { CAPABILITY_LENGTH_MAX, CAPABILITY_PATTERN, missingCapabilities, parseCapability } from "./capability.ts";
export { type Capability } from "./capability.ts";
export { nearestCapability } from "./nearest-capability.ts";
export { reservationMicroUsd } from "./budget-fit.ts";
export { filterPair, isLive } from "./filter.ts";
export { type FactoryReason, type FilterReason, type JobReason, type ProductReason } from "./filter.ts";
export { explain } from "./explain.ts";
export { type Explanation } from "./explain.ts";
export { type ExplainReason, type MissingCapability } from "./explanation-text.ts";
export { createJobIndex } from "./index-queue.ts";
export { type JobIndex } from "./index-queue.ts";
export { claimOrder, CLAIM_SPREAD_MAX, SPREAD_AGE_MAX_MS } from "./claim-order.ts";
export { type QueuePosition } from "./queue-position.ts";
export { rankFactories } from "./rank-factories.ts";
export { type FactoryVerdict } from "./rank-factories.ts";
export { PREEMPTIONS_MAX, selectPreemptionVictim } from "./select-preemption-victim.ts";
export { type PreemptionDecision, type RunningJob } from "./select-preemption-victim.ts";
export { rankJobs } from "./rank-jobs.ts";
export { type DroppedCounts, type JobRanking, type RankedJob } from "./rank-jobs.ts";
export { scoreCandidate } from "./score.ts";
export { type ScoreBreakdown, type ScoreTerm } from "./score.ts";
export { selectJob } from "./select-job.ts";
export { type JobSelection } from "./select-job.ts";
export { PRIORITY_ORDER } from "./types.ts";
export {
  type BudgetView,
  type FactoryView,
  type JobView,
  type PriorityClass,
  type ProductView,
  type Weights,
} from "./types.ts";
export { isOverdue, STARVATION_RAMP_MS, startBoundMs, waitingSinceMs } from "./urgency.ts";
export { DEFAULT_WEIGHTS, invalidWeights, WEIGHT_MAX } from "./weights.ts";
