import * as z from "zod";
import { ProductId } from "#contract/id.ts";
import { Usd } from "#contract/money.ts";
import { Timestamp } from "#contract/time.ts";

/** Over what the ceiling is counted, in UTC: a week starts on Monday, `total` never starts anew. */
const BUDGET_WINDOWS = ["day", "week", "month", "total"] as const;
export const BudgetWindow = z.enum(BUDGET_WINDOWS).meta({ id: "BudgetWindow" });
export type BudgetWindow = z.infer<typeof BudgetWindow>;

/** A product's budget on the wire. Without a ceiling `ceilingUsd` and `remainingUsd` are null, and `limit` says so. */
export const Budget = z
  .object({
    productId: ProductId,
    limit: z.enum(["ceiling", "no ceiling"]),
    ceilingUsd: Usd.nullable(),
    window: BudgetWindow,
    windowStartsAt: Timestamp.nullable(),
    windowEndsAt: Timestamp.nullable(),
    spentUsd: Usd,
    reservedUsd: Usd,
    remainingUsd: Usd.nullable(),
    paused: z.object({ by: z.string(), why: z.string(), auto: z.boolean(), at: Timestamp }).nullable(),
    /** What PUT wants to hear in If-Match. */
    etag: z.string(),
  })
  .meta({ id: "Budget" });
export type Budget = Readonly<z.infer<typeof Budget>>;

/** Spend by UTC day over the window so far, and when the ceiling is met if it goes on like that. */
export const Burndown = z
  .object({
    productId: ProductId,
    window: BudgetWindow,
    ceilingUsd: Usd.nullable(),
    days: z.array(z.object({ day: z.string(), spentUsd: Usd, cumulativeUsd: Usd })),
    /** Null without a ceiling, without any spend, or when the window ends first. */
    exhaustedAt: Timestamp.nullable(),
  })
  .meta({ id: "Burndown" });
export type Burndown = Readonly<z.infer<typeof Burndown>>;
