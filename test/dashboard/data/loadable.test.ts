import { expect, test } from "vitest";
import { unreachable } from "#client/unreachable.ts";
import { NOT_LOADED, phaseOf, settle, type Loadable } from "#dashboard/data/loadable.ts";

const isEmpty = (items: readonly number[]) => items.length === 0;
const down = { ok: false, problem: unreachable("refused") } as const;
const read = (value: readonly number[]) => ({ ok: true, status: 200, value }) as const;
const phase = (source: Loadable<readonly number[]>, isFresh = true) => phaseOf(source, { isFresh, isEmpty });

test("[DP1] a panel shows one of five faces", () => {
  expect(phase(NOT_LOADED)).toBe("loading");
  expect(phase(settle(NOT_LOADED, read([]), 1))).toBe("empty");
  expect(phase(settle(NOT_LOADED, down, 1))).toBe("error");
  expect(phase(settle(NOT_LOADED, read([1]), 1))).toBe("data");
  expect(phase(settle(NOT_LOADED, read([1]), 1), false)).toBe("stale");
});

test("[DP1] an outage never looks like emptiness: what was read stays, with its age", () => {
  const known = settle<readonly number[]>(NOT_LOADED, read([1]), 10);
  const after = settle(known, down, 20);
  expect(after).toMatchObject({ data: [1], asOfMs: 10 });
  expect(phase(after)).toBe("stale");
  expect(phase(settle(settle(NOT_LOADED, read([]), 10), down, 20))).toBe("stale");
});

test("[DP1] the next good answer clears the problem", () => {
  const known = settle(settle<readonly number[]>(NOT_LOADED, down, 10), read([2]), 30);
  expect(known).toEqual({ data: [2], asOfMs: 30, problem: null });
});
