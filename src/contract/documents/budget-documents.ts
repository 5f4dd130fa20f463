import * as z from "zod";
import { BudgetWindow } from "#contract/budget.ts";
import { JobId, ProductId, RunId } from "#contract/id.ts";
import { MicroUsd } from "#contract/money.ts";
import { EpochMs } from "#contract/time.ts";

export const BUDGET_POLICY_ID = "policy";
export const RESERVE_ID = "reserve";

/** `fleet_budgets`: what operators decided, written under the version that they had read, and whether it is paused. */
export const BudgetPolicyDocument = z.object({
  id: z.literal(BUDGET_POLICY_ID),
  productId: ProductId,
  ceilingMicroUsd: MicroUsd.nullable(),
  window: BudgetWindow,
  paused: z.object({ by: z.string(), why: z.string(), auto: z.boolean(), atMs: EpochMs }).nullable(),
});
export type BudgetPolicyDocument = Readonly<z.infer<typeof BudgetPolicyDocument>>;

/** `fleet_budgets`: a threshold was reached. Its id names the window, so it comes into being once in each. */
export const BudgetAlertDocument = z.object({
  id: z.string(),
  kind: z.literal("alert"),
  productId: ProductId,
  percent: z.int(),
  window: BudgetWindow,
  spentMicroUsd: MicroUsd,
  ceilingMicroUsd: MicroUsd,
  atMs: EpochMs,
});
export type BudgetAlertDocument = Readonly<z.infer<typeof BudgetAlertDocument>>;
export const budgetAlertIdOf = (window: BudgetWindow, startMs: number, percent: number): string =>
  `alert:${window}:${startMs}:${percent}`;

/**
 * `fleet_jobs`, kind `reserve`: what running jobs may still cost, by run. One document a product, replaced in the
 * claim's own batch: two claims that saw the same sum cannot both be right, and the second finds a newer version.
 */
export const ReserveDocument = z.object({
  id: z.literal(RESERVE_ID),
  kind: z.literal("reserve"),
  productId: ProductId,
  entries: z.record(RunId, z.object({ jobId: JobId, amountMicroUsd: MicroUsd, atMs: EpochMs })),
});
export type ReserveDocument = Readonly<z.infer<typeof ReserveDocument>>;
