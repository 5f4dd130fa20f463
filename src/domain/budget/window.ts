import { type BudgetWindow } from "#contract/budget.ts";

export const DAY_MS = 86_400_000;
const DAYS_PER_WEEK = 7;
/** 1 January 1970 was a Thursday. */
const MONDAY_OFFSET = 3;
const LONGEST_MONTH_DAYS = 31;

/** Micro-dollars by UTC day, numbered from 1 January 1970: every window is a sum of these. */
export type Days = Readonly<Record<string, number>>;
export type WindowBounds = { readonly startMs: number; readonly endMs: number };

export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** The window around an instant, or null for the one that never starts anew. */
export function windowBounds(window: BudgetWindow, nowMs: number): WindowBounds | null {
  const day = dayOf(nowMs);
  switch (window) {
    case "day":
      return bounds(day, day + 1);
    case "week": {
      const start = day - ((day + MONDAY_OFFSET) % DAYS_PER_WEEK);
      return bounds(start, start + DAYS_PER_WEEK);
    }
    case "month": {
      const start = monthStart(day);
      return bounds(start, monthStart(start + LONGEST_MONTH_DAYS));
    }
    case "total":
      return null;
  }
}

const bounds = (startDay: number, endDay: number): WindowBounds => ({
  startMs: startDay * DAY_MS,
  endMs: endDay * DAY_MS,
});

/** Howard Hinnant's civil-from-days, as far as the day of the month: there is no clock and no calendar in here. */
function monthStart(day: number): number {
  const dayOfEra = (day + 719_468) % 146_097;
  const leapDays = Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const month = Math.floor((5 * dayOfYear + 2) / 153);
  return day - (dayOfYear - Math.floor((153 * month + 2) / 5));
}

type Spend = { readonly spentMicroUsd: number; readonly days: Days };

/** What was spent in the window around an instant. */
export function spentIn(spend: Spend, window: BudgetWindow, nowMs: number): number {
  const around = windowBounds(window, nowMs);
  if (around === null) return spend.spentMicroUsd;
  return Object.entries(spend.days)
    .filter(([day]) => Number(day) >= dayOf(around.startMs) && Number(day) < dayOf(around.endMs))
    .reduce((sum, [, microUsd]) => sum + microUsd, 0);
}
