import { type BudgetPolicyDocument } from "#contract/documents/budget-documents.ts";

const THRESHOLDS_PERCENT = [50, 80, 100] as const;
const WHOLE_PERCENT = 100;
const BY = "the budget";

export type PolicyCheck = {
  /** The policy as it should stand now; the same object when nothing changes. */
  readonly next: BudgetPolicyDocument;
  /** The thresholds that the spend has reached. */
  readonly reached: readonly number[];
};

/** BG5, BG6: pauses at the ceiling, and takes back its own pause (never a person's) once there is room again. */
export function checkPolicy(policy: BudgetPolicyDocument, spentMicroUsd: number, nowMs: number): PolicyCheck {
  const { ceilingMicroUsd: ceiling, paused } = policy;
  const reached =
    ceiling === null ? [] : THRESHOLDS_PERCENT.filter((each) => spentMicroUsd * WHOLE_PERCENT >= ceiling * each);
  const full = ceiling !== null && spentMicroUsd >= ceiling;
  if (full && paused === null) {
    const why = `The ceiling of this ${policy.window === "total" ? "product" : policy.window} is spent.`;
    return { next: { ...policy, paused: { by: BY, why, auto: true, atMs: nowMs } }, reached };
  }
  if (!full && paused?.auto === true) return { next: { ...policy, paused: null }, reached };
  return { next: policy, reached };
}
