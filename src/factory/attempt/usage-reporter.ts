import { type EngineEvent } from "#factory/engines/engine.ts";
import { type Coordinator } from "./coordinator.ts";
import { createUsageBook } from "./usage.ts";

type UsageReporter = {
  readonly onEvent: (event: EngineEvent) => void;
  /** The last report, which also a lost lease does not stop: what is spent is spent. */
  readonly finish: () => Promise<void>;
};

/** Reports the running totals when they change: one report at a time, and the newest totals in each. */
export function createUsageReporter(coordinator: Coordinator, firstSession: string): UsageReporter {
  const book = createUsageBook(firstSession);
  let changed = false;
  let running: Promise<void> | null = null;
  const drain = async () => {
    while (changed) {
      changed = false;
      // oxlint-disable-next-line no-await-in-loop -- a report follows the answer to the one before
      await coordinator.reportUsage(book.sessions(), false);
    }
    running = null;
  };
  return {
    onEvent: (event) => {
      if (event.type === "session") book.enterSession(event.id);
      if (event.type !== "usage") return;
      book.record(event.usage);
      changed = true;
      running ??= drain();
    },
    finish: async () => {
      // An engine that says nothing of what it used is on record as "unknown", which is not 0.
      if (book.sessions().length === 0)
        book.record({ session: null, inputTokens: 0, outputTokens: 0, costUsd: null, source: "unknown" });
      changed = false;
      await running;
      await coordinator.reportUsage(book.sessions(), true);
    },
  };
}
