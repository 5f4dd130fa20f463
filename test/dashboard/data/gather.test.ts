import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { gather } from "#dashboard/data/gather.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("[DL3] requests that come together are one read, and a stream without a pause is read all the same", () => {
  const runs: number[] = [];
  const gathered = gather(async () => void runs.push(Date.now()), 400);
  for (let step = 0; step < 20; step++) {
    gathered.request();
    vi.advanceTimersByTime(100);
  }
  expect(runs.length).toBe(5);
});

test("[DL3] nothing is read after the end", () => {
  let runs = 0;
  const gathered = gather(async () => {
    runs += 1;
  }, 400);
  gathered.request();
  gathered.close();
  vi.advanceTimersByTime(1_000);
  expect(runs).toBe(0);
});
