/** The public face of the scheduler: everything that `agent-gigafactory/scheduler` offers. */
export { CAPABILITY_LENGTH_MAX, CAPABILITY_PATTERN, missingCapabilities, parseCapability } from "./capability.ts";
export { type Capability } from "./capability.ts";
export { nearestCapability } from "./nearest-capability.ts";
export { reservationMicroUsd } from "./budget-fit.ts";
export { filterPair, isLive } from "./filter.ts";
export { type FactoryReason, type FilterReason, type JobReason, type ProductReason } from "./filter.ts";
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
