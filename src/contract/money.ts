import * as z from "zod";

const MICRO_USD_PER_USD = 1_000_000;
const USD_MAX = 1_000_000_000;

/** Decimal dollars on the wire; integer micro-dollars at rest, so that sums never drift. */
export const Usd = z
  .number()
  .min(0)
  .max(USD_MAX)
  .meta({ id: "Usd", examples: [2.5] });
export const MICRO_USD_MAX = USD_MAX * MICRO_USD_PER_USD;
export const MicroUsd = z.int().min(0).max(MICRO_USD_MAX);

export const usdToMicroUsd = (usd: number): number => Math.round(usd * MICRO_USD_PER_USD);
export const microUsdToUsd = (microUsd: number): number => microUsd / MICRO_USD_PER_USD;
