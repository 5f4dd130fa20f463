import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, onTestFinished } from "vitest";
import { complaintsOf, launchChromium } from "./chromium.ts";
import { GOOD_TOKEN, startScriptedCoordinator } from "./scripted-coordinator.ts";

type Coordinator = Awaited<ReturnType<typeof startScriptedCoordinator>>;
export type Opened = { readonly page: Page; readonly coordinator: Coordinator; readonly complaints: readonly string[] };
type Options = Partial<Omit<Parameters<typeof startScriptedCoordinator>[0], "dist">> & {
  readonly browser?: BrowserContextOptions;
  /** What follows `/app/` in the address. */
  readonly at?: string;
};

const STARTUP_MAX_MS = 60_000;
export const SCENARIO_MAX_MS = 60_000;

/** Builds the page once a file, as it is shipped, and gives a way to open it on a coordinator of the test's own. */
export function usePage(): (options?: Options) => Promise<Opened> {
  let dist = "";
  let browser: Browser;
  beforeAll(async () => {
    dist = await mkdtemp(join(tmpdir(), "agf-page-"));
    await build({ logLevel: "error", build: { outDir: dist } });
    browser = await launchChromium();
  }, STARTUP_MAX_MS);
  afterAll(async () => {
    await browser.close();
    await rm(dist, { recursive: true });
  });
  return async ({ browser: context, at = `#token=${GOOD_TOKEN}`, jobCount = 60, ...rest } = {}) => {
    const coordinator = await startScriptedCoordinator({ dist, jobCount, ...rest });
    const opened = await browser.newContext({ viewport: { width: 1_360, height: 900 }, ...context });
    onTestFinished(async () => {
      await opened.close();
      await coordinator.close();
    });
    const page = await opened.newPage();
    const complaints = complaintsOf(page);
    await page.goto(`${coordinator.url}${at}`);
    return { page, coordinator, complaints };
  };
}

/** The connection's own words, which are for eyes; the announcement beside them is for ears. */
const badgeOf = (page: Page) => page.getByTestId("connection");

export const waitForBadge = (page: Page, text: string): Promise<void> =>
  badgeOf(page).filter({ hasText: text }).waitFor();
