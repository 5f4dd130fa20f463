import { expect, test } from "vitest";
import { SILENCE_MAX_MS } from "#dashboard/data/badge.ts";
import { SCENARIO_MAX_MS, usePage, waitForBadge } from "../support/open-page.ts";

const open = usePage();
const BANNER_MAX_MS = 60_000;

test(
  "[DB3] silence makes the page stale and says so once; the next tick makes it live again",
  { timeout: SCENARIO_MAX_MS },
  async () => {
    const { page, coordinator } = await open();
    await waitForBadge(page, "Live");
    coordinator.state.isTicking = false;
    await waitForBadge(page, "Stale (last update");
    await page.getByRole("status").filter({ hasText: "live updates have stopped" }).waitFor();
    expect(await page.getByRole("region", { name: "Jobs" }).getAttribute("data-phase")).toBe("stale");
    coordinator.state.isTicking = true;
    await coordinator.tick();
    await waitForBadge(page, "Live");
    await page.locator('section[data-phase="data"]').first().waitFor();
  },
);

test(
  "[DP3] a coordinator that is gone gives a red banner within a minute, and never an empty page",
  { timeout: 2 * SCENARIO_MAX_MS },
  async () => {
    const { page, coordinator } = await open();
    await waitForBadge(page, "Live");
    const rows = await page.getByRole("rowheader").count();
    coordinator.state.isTicking = false;
    await coordinator.goDown();
    const banner = page.getByRole("alert");
    await banner.waitFor({ timeout: BANNER_MAX_MS });
    expect(SILENCE_MAX_MS).toBeLessThan(BANNER_MAX_MS);
    expect(await banner.textContent()).toContain("The coordinator cannot be reached.");
    expect(await page.getByRole("rowheader").count()).toBe(rows);
    await coordinator.comeBack();
    coordinator.state.isTicking = true;
    await page.getByRole("button", { name: "Try now" }).click();
    await banner.waitFor({ state: "detached" });
  },
);

test(
  "[DP1] a panel that was never read says what went wrong, with the request's id and a way to retry",
  { timeout: SCENARIO_MAX_MS },
  async () => {
    const { page, coordinator } = await open();
    await waitForBadge(page, "Live");
    coordinator.state.fault = { code: "unavailable", retryAfterMs: 100 };
    await page.getByRole("link", { name: "Write the API index" }).click();
    const panel = page.getByRole("region", { name: "Events" });
    await panel.getByText("The store did not answer in time").waitFor();
    expect(await panel.textContent()).toContain("req_5f0c2a");
    coordinator.state.fault = null;
    await panel.getByRole("button", { name: "Retry" }).click();
    await page.getByText("4 so far").waitFor();
  },
);

test("[DP1] an empty fleet names the next step", { timeout: SCENARIO_MAX_MS }, async () => {
  const { page } = await open({ jobCount: 0, hasFactories: false });
  await page.getByText("agf factory run").waitFor();
  await page.getByText("agf jobs submit").waitFor();
  expect(await page.getByRole("table").count()).toBe(0);
});
