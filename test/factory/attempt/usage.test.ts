import { expect, test } from "vitest";
import { SESSIONS_MAX } from "#contract/documents/run-document.ts";
import { createUsageBook } from "#factory/attempt/usage.ts";
import { type EngineUsage } from "#factory/engines/engine.ts";

const used = (change: Partial<EngineUsage>): EngineUsage => ({
  session: null,
  inputTokens: 0,
  outputTokens: 0,
  costUsd: null,
  source: "reported",
  ...change,
});

test("[FW48] totals never go down: an engine that starts over has spent what it had spent", () => {
  const book = createUsageBook("s");
  book.record(used({ inputTokens: 100, costUsd: 1 }));
  book.record(used({ inputTokens: 5, outputTokens: 9, costUsd: null }));
  expect(book.sessions()).toEqual([
    { session: "s", inputTokens: 100, outputTokens: 9, costUsd: 1, source: "reported" },
  ]);
});

test("[FW48] usage goes to the session that it names, otherwise to the one that was entered last", () => {
  const book = createUsageBook("a");
  book.enterSession("b");
  book.record(used({ inputTokens: 1 }));
  book.record(used({ session: "a", inputTokens: 2 }));
  expect(book.sessions().map(({ session, inputTokens }) => [session, inputTokens])).toEqual([
    ["b", 1],
    ["a", 2],
  ]);
});

test("[FW48] no more sessions than the contract takes", () => {
  const book = createUsageBook("s");
  for (let number = 0; number <= SESSIONS_MAX; number++) book.record(used({ session: `s-${number}` }));
  expect(book.sessions()).toHaveLength(SESSIONS_MAX);
});
