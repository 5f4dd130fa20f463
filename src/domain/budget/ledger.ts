import { MICRO_USD_MAX } from "#contract/money.ts";
import { type RunDocument, type SessionUsage } from "#contract/documents/run-document.ts";
import { dayOf, type Days } from "#domain/budget/window.ts";

/** What the product's entity remembers: the sum, and how much of each open run is in it. */
export type Ledger = {
  readonly spentMicroUsd: number;
  readonly counted: Readonly<Record<string, number>>;
  /** The newest of the sum by UTC day: money counts on the day on which it is counted. */
  readonly days: Days;
};
export const EMPTY_LEDGER: Ledger = { spentMicroUsd: 0, counted: {}, days: {} };

/** PR10: adds what is new of a run's running total, once, however often and in whatever order it is told. */
export function accrue(ledger: Ledger, run: RunDocument, nowMs: number): Ledger {
  const counted = Math.max(ledger.counted[run.id] ?? 0, run.countedMicroUsd);
  const deltaMicroUsd = Math.max(0, run.costMicroUsd - counted);
  return {
    spentMicroUsd: Math.min(MICRO_USD_MAX, ledger.spentMicroUsd + deltaMicroUsd),
    counted: { ...ledger.counted, [run.id]: counted + deltaMicroUsd },
    days: addToDay(ledger.days, deltaMicroUsd, nowMs),
  };
}

/** More than the longest window, and few enough to stay small. */
const DAYS_KEPT = 62;

/** Adds to the day, and forgets days that no window reaches back to. */
export function addToDay(days: Days, microUsd: number, nowMs: number): Days {
  if (microUsd <= 0) return days;
  const today = dayOf(nowMs);
  const kept = Object.entries(days).filter(([day]) => Number(day) > today - DAYS_KEPT);
  const sum = Math.min(MICRO_USD_MAX, (days[today] ?? 0) + microUsd);
  return { ...Object.fromEntries(kept), [today]: sum };
}

type Spend = Pick<Ledger, "spentMicroUsd" | "days">;

/** The higher of two accounts of one product, in sum and day by day; null when the second says nothing new. */
export function higherSpend(known: Spend | null, told: Spend): Spend | null {
  if (known === null) return { spentMicroUsd: told.spentMicroUsd, days: told.days };
  const days = { ...known.days };
  let grew = told.spentMicroUsd > known.spentMicroUsd;
  for (const [day, microUsd] of Object.entries(told.days)) {
    if (microUsd <= (days[day] ?? 0)) continue;
    days[day] = microUsd;
    grew = true;
  }
  return grew ? { spentMicroUsd: Math.max(known.spentMicroUsd, told.spentMicroUsd), days } : null;
}

/** Once the run itself says how much of it is counted, the entity need not remember it. */
export function forgetRun(ledger: Ledger, runId: string): Ledger {
  const { [runId]: _, ...counted } = ledger.counted;
  return { ...ledger, counted };
}

/** The larger of what is known and what is told, session by session: a late report never takes anything back. */
export function mergeUsage(known: readonly SessionUsage[], told: readonly SessionUsage[]): SessionUsage[] {
  const merged = new Map(known.map((usage) => [usage.session, usage]));
  for (const usage of told) {
    const before = merged.get(usage.session);
    merged.set(usage.session, before === undefined ? usage : maxOf(before, usage));
  }
  return [...merged.values()];
}

function maxOf(a: SessionUsage, b: SessionUsage): SessionUsage {
  const known = [a.costMicroUsd, b.costMicroUsd].filter((cost) => cost !== null);
  return {
    session: a.session,
    inputTokens: Math.max(a.inputTokens, b.inputTokens),
    outputTokens: Math.max(a.outputTokens, b.outputTokens),
    costMicroUsd: known.length === 0 ? null : Math.max(...known),
    source: (b.costMicroUsd ?? -1) >= (a.costMicroUsd ?? -1) ? b.source : a.source,
  };
}

/** A sum above what can be written down is written as the most that can: a run that cannot be read loses everything. */
export const costOf = (usage: readonly SessionUsage[]): number =>
  Math.min(
    MICRO_USD_MAX,
    usage.reduce((sum, { costMicroUsd }) => sum + (costMicroUsd ?? 0), 0),
  );
