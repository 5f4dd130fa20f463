import { MICRO_USD_MAX } from "#contract/money.ts";
import { type RunDocument, type SessionUsage } from "#contract/documents/run-document.ts";

/** What the product's entity remembers: the sum, and how much of each open run is in it. */
export type Ledger = { readonly spentMicroUsd: number; readonly counted: Readonly<Record<string, number>> };
export const EMPTY_LEDGER: Ledger = { spentMicroUsd: 0, counted: {} };

/** PR10: adds what is new of a run's running total, once, however often and in whatever order it is told. */
export function accrue(ledger: Ledger, run: RunDocument): Ledger {
  const counted = Math.max(ledger.counted[run.id] ?? 0, run.countedMicroUsd);
  const deltaMicroUsd = Math.max(0, run.costMicroUsd - counted);
  return {
    spentMicroUsd: Math.min(MICRO_USD_MAX, ledger.spentMicroUsd + deltaMicroUsd),
    counted: { ...ledger.counted, [run.id]: counted + deltaMicroUsd },
  };
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
