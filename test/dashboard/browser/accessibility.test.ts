import { createRequire } from "node:module";
import type * as Axe from "axe-core";
import { type Page } from "playwright-core";
import { expect, test } from "vitest";
import { SCENARIO_MAX_MS, usePage } from "../support/open-page.ts";

const open = usePage();
const AXE = createRequire(import.meta.url).resolve("axe-core");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function violationsOn(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  return page.evaluate(async (rules) => {
    const axe: unknown = Reflect.get(globalThis, "axe");
    const { violations } = await (axe as typeof Axe).run(document, { runOnly: rules });
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
  }, RULES);
}

for (const colorScheme of ["light", "dark"] as const) {
  test(
    `[DA1] no page breaks a rule of WCAG 2.2 AA in ${colorScheme} colours`,
    { timeout: SCENARIO_MAX_MS },
    async () => {
      // Axe is brought in from outside, which the page's own policy rightly forbids.
      const { page, coordinator } = await open({ browser: { colorScheme, bypassCSP: true, reducedMotion: "reduce" } });
      await page.getByRole("table").waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.getByRole("link", { name: "Write the API index" }).click();
      await page.getByText("4 so far").waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.getByRole("button", { name: "Reject" }).click();
      await page.getByRole("dialog").waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.evaluate(() => sessionStorage.clear());
      await page.goto(coordinator.url);
      await page.getByLabel("Access token").waitFor();
      expect(await violationsOn(page)).toEqual([]);
    },
  );
}

test(
  "[DA2] nothing is cut off or scrolls sideways on a screen of 320 pixels",
  { timeout: SCENARIO_MAX_MS },
  async () => {
    const { page } = await open({ browser: { viewport: { width: 320, height: 640 } } });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    await page.getByRole("table").waitFor();
    expect(await overflow()).toBe(0);
    await page.getByRole("link", { name: "Write the API index" }).click();
    await page.getByText("4 so far").waitFor();
    await page.getByRole("button", { name: "Ship" }).focus();
    expect(await overflow()).toBe(0);
  },
);
