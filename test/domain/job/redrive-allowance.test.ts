import { expect, test } from "vitest";
import { REDRIVES_PER_WINDOW, takeRedrives } from "#domain/job/redrive-allowance.ts";
import { NOW_MS } from "../../support/ids.ts";

test("[JB13] the allowance of a minute is used up to the last, and is whole again in the next", () => {
  const first = takeRedrives(null, REDRIVES_PER_WINDOW, NOW_MS);
  expect(first).toEqual({ ok: true, next: { windowStartMs: NOW_MS, count: REDRIVES_PER_WINDOW } });
  const used = { windowStartMs: NOW_MS, count: REDRIVES_PER_WINDOW };
  expect(takeRedrives(used, 1, NOW_MS + 59_999)).toEqual({ ok: false, retryAfterMs: 1 });
  expect(takeRedrives(used, 1, NOW_MS + 60_000).ok).toBe(true);
});
