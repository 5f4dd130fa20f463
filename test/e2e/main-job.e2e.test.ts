import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type * as Axe from "axe-core";
import { type Browser, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createFleetClient, type FleetClient } from "#client/fleet-client.ts";
import { complaintsOf, launchChromium } from "../dashboard/support/chromium.ts";
import { type RunningFleet, runToEnd, spawnAgf, startFleet } from "./support/run-agf.ts";

const DEMO_MAX_MS = 150_000;
const SCENARIO_MAX_MS = 90_000;
/** The README's picture is made here, when it is asked for: otherwise every run would change a file of the repository. */
const SCREENSHOTS =
  process.env["UPDATE_SCREENSHOTS"] === undefined ? tmpdir() : fileURLToPath(new URL("./screenshots", import.meta.url));
const AXE = createRequire(import.meta.url).resolve("axe-core");

/** One data folder from first to last: the demo fills it, the page shows it, a crash interrupts it. */
describe("the main job, on real parts", () => {
  let dataFolder = "";
  let fleet: RunningFleet;
  let client: FleetClient;
  let browser: Browser;

  beforeAll(async () => {
    dataFolder = await mkdtemp(join(tmpdir(), "agf-e2e-"));
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await fleet?.stop();
    await rm(dataFolder, { recursive: true, force: true });
  });

  test(
    "[EE1] the demo ships every job once, through the death of a factory and of the coordinator",
    { timeout: DEMO_MAX_MS },
    async () => {
      const { code, stdout, stderr } = await runToEnd(
        spawnAgf("demo/main.js", ["--exit", "--json", "--data", dataFolder]),
      );
      expect(stdout, stderr.split("\n").slice(-40).join("\n")).toMatch(/^\{.*\}\n$/);
      const { seconds, ...result } = JSON.parse(stdout) as { readonly seconds: number };
      expect(result).toEqual({
        ok: true,
        jobs: 8,
        shipped: 8,
        reassigned: 1,
        fenced: 1,
        coordinatorRestarts: 1,
        eventsGapless: true,
      });
      expect(seconds).toBeLessThan(90);
      expect(code).toBe(0);
    },
  );

  test("[EE2] an operator sees the fleet as it is, live", { timeout: SCENARIO_MAX_MS }, async () => {
    fleet = await startFleet({ dataFolder, port: 0 });
    client = createFleetClient({ baseUrl: fleet.url, token: fleet.token, productId: fleet.productId });
    const page = await browser.newPage({ viewport: { width: 1_360, height: 900 } });
    const complaints = complaintsOf(page);
    await page.goto(fleet.dashboardUrl);
    await badge(page, "Live");
    expect(page.url(), "the token stays out of the address").not.toContain("agf_");
    expect(await page.getByRole("rowheader").count()).toBeGreaterThanOrEqual(8);
    await page.screenshot({ path: join(SCREENSHOTS, "overview.png") });
    const submitted = await client.submitJob({ body: "---\ntitle: Seen at once\nkey: seen-at-once\n---\n" });
    if (!submitted.ok) throw new Error(submitted.problem.detail);
    await page.getByRole("link", { name: "Seen at once" }).first().waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  test(
    "[EE3] a job's page tells its whole story, and an action there is done",
    { timeout: SCENARIO_MAX_MS },
    async () => {
      const page = await browser.newPage({ viewport: { width: 1_360, height: 1_000 }, colorScheme: "dark" });
      await page.goto(fleet.dashboardUrl);
      await page.getByRole("link", { name: "Build the lookup tables of all units" }).first().click();
      const events = page.getByRole("region", { name: "Events" });
      await events.getByText(/lease/i).first().waitFor();
      await page.goto(`${fleet.url}/app/`);
      await page.getByRole("link", { name: "Seen at once" }).first().click();
      await page.getByRole("button", { name: "Hold" }).click();
      await page.getByRole("dialog").getByLabel("Note").fill("not tonight");
      await page.getByRole("dialog").getByRole("button", { name: "Hold" }).click();
      await events.getByText("Put on hold").waitFor();
      const held = await client.listJobs({ query: { limit: 1 } });
      expect(held.ok && held.value.items[0]?.held).toBe(true);
      await page.close();
    },
  );

  test(
    "[EE4] the page has no serious fault of accessibility, wide and narrow",
    { timeout: SCENARIO_MAX_MS },
    async () => {
      for (const viewport of [
        { width: 1_360, height: 900 },
        { width: 375, height: 800 },
      ]) {
        const page = await browser.newPage({ viewport, bypassCSP: true, reducedMotion: "reduce" });
        await page.goto(fleet.dashboardUrl);
        await badge(page, "Live");
        expect(await seriousFaults(page)).toEqual([]);
        await page.close();
      }
    },
  );

  test(
    "[EE5] when the coordinator dies the page says so, and it finds its way back",
    { timeout: SCENARIO_MAX_MS },
    async () => {
      const page = await browser.newPage();
      await page.goto(fleet.dashboardUrl);
      await badge(page, "Live");
      const rows = await page.getByRole("rowheader").count();
      await fleet.kill();
      await page.getByRole("alert").waitFor({ timeout: 60_000 });
      expect(await page.getByRole("rowheader").count()).toBe(rows);
      fleet = await startFleet({ dataFolder, port: Number(new URL(fleet.url).port) });
      await page.getByRole("button", { name: "Try now" }).click();
      await page.getByRole("alert").waitFor({ state: "detached" });
      await badge(page, "Live");
      await page.close();
    },
  );

  test("[EE6] a second start on the same folder says who has it", { timeout: SCENARIO_MAX_MS }, async () => {
    const { code, stderr } = await runToEnd(
      spawnAgf("main.js", ["start", "--json", "--port", "0", "--data", dataFolder]),
    );
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/in use by process \d+/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

const badge = (page: Page, text: string): Promise<void> =>
  page.getByTestId("connection").filter({ hasText: text }).waitFor({ timeout: 40_000 });

async function seriousFaults(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async () => {
    const axe: unknown = Reflect.get(globalThis, "axe");
    const { violations } = await (axe as typeof Axe).run();
    return violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id }) => id);
  });
}
