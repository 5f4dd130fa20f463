import type * as z from "zod";
import { SESSIONS_MAX } from "#contract/documents/run-document.ts";
import { type UsageReport } from "#contract/routes/worker-routes.ts";
import { type EngineUsage } from "#factory/engines/engine.ts";

export type Usage = z.infer<typeof UsageReport>;

/** The running totals of one attempt, by engine session. */
type UsageBook = {
  readonly enterSession: (id: string) => void;
  readonly record: (usage: EngineUsage) => void;
  /** Everything so far: a report that repeats or overtakes another says the same or more. */
  readonly sessions: () => Usage[];
};

export function createUsageBook(firstSession: string): UsageBook {
  let current = firstSession;
  const totals = new Map<string, Usage>();
  return {
    enterSession: (id) => {
      current = id;
    },
    record: (usage) => {
      const session = usage.session ?? current;
      const before = totals.get(session);
      if (before === undefined && totals.size >= SESSIONS_MAX) return;
      totals.set(session, larger(before, { ...usage, session }));
    },
    sessions: () => [...totals.values()],
  };
}

/** An engine that starts over counts from zero; what was spent before is spent all the same. */
function larger(before: Usage | undefined, now: Usage): Usage {
  if (before === undefined) return now;
  const costs = [before.costUsd, now.costUsd].filter((cost) => cost !== null);
  return {
    session: now.session,
    inputTokens: Math.max(before.inputTokens, now.inputTokens),
    outputTokens: Math.max(before.outputTokens, now.outputTokens),
    costUsd: costs.length === 0 ? null : Math.max(...costs),
    source: now.source,
  };
}
