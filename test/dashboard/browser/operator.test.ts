import { expect, test } from "vitest";
import { idOf } from "../support/fixtures.ts";
import { SCENARIO_MAX_MS, usePage, waitForBadge } from "../support/open-page.ts";
import { GOOD_TOKEN } from "../support/scripted-coordinator.ts";

const open = usePage();
/** The promise is two seconds; a machine that runs other tests beside this one gets as much again. */
const FIRST_VIEW_MAX_MS = 4_000;

test("[DS1] the token leaves the address at once and stays in the tab", { timeout: SCENARIO_MAX_MS }, async () => {
  const { page, coordinator, complaints } = await open({ at: `?stage=review#token=${GOOD_TOKEN}` });
  await page.getByRole("link", { name: "Write the API index" }).waitFor();
  expect(page.url()).toBe(`${coordinator.url}?stage=review`);
  await page.reload();
  await page.getByRole("link", { name: "Write the API index" }).waitFor();
  expect(coordinator.requests.some((request) => request.includes(GOOD_TOKEN))).toBe(false);
  expect(complaints).toEqual([]);
});

test("[DS3] a token that is refused leads back to the form with a sentence", { timeout: SCENARIO_MAX_MS }, async () => {
  const { page } = await open({ at: "#token=agf_usr_bad" });
  await page.getByRole("alert").filter({ hasText: "refused the token" }).waitFor();
  await page.getByText("agf open").waitFor();
  await page.getByLabel("Access token").fill(GOOD_TOKEN);
  await page.keyboard.press("Enter");
  await page.getByRole("table").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
});

test(
  "[DD2] an action that is not allowed says why, to the keyboard too, and does nothing",
  { timeout: SCENARIO_MAX_MS },
  async () => {
    const { page, coordinator } = await open({ at: `jobs/${idOf("job", 58)}#token=${GOOD_TOKEN}` });
    const ship = page.getByRole("button", { name: "Ship" });
    await ship.focus();
    await page.getByRole("tooltip").filter({ hasText: "Only a job in testing can be shipped." }).waitFor();
    await page.keyboard.press("Enter");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(coordinator.requests.filter((request) => request.startsWith("POST"))).toEqual([]);
  },
);

test(
  "[DD3] a rejection needs a note, which stands in the job's events; the focus returns",
  { timeout: SCENARIO_MAX_MS },
  async () => {
    const { page } = await open({ at: `jobs/${idOf("job", 58)}#token=${GOOD_TOKEN}` });
    await page.getByRole("button", { name: "Reject" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Reject" }).click();
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByLabel("Note").fill("the numbers do not add up");
    await dialog.getByRole("button", { name: "Reject" }).click();
    await page.getByText("Rejected: the numbers do not add up").waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Reject");
  },
);

test("[DJ3] five thousand jobs open quickly, two hundred at a time", { timeout: SCENARIO_MAX_MS }, async () => {
  const { page, coordinator } = await open({ jobCount: 5_000 });
  await page.getByText("200 jobs shown").waitFor();
  expect(await page.evaluate(() => performance.now())).toBeLessThan(FIRST_VIEW_MAX_MS);
  await page.getByRole("button", { name: "Load 200 more" }).click();
  await page.getByText("400 jobs shown").waitFor();
  await waitForBadge(page, "Live");
  const strip = page.getByRole("navigation", { name: "Jobs by stage" });
  await strip.getByRole("link", { name: "Shipped 200+" }).waitFor();
  await strip.getByRole("link", { name: "Review 1" }).click();
  await page.getByText("1 job shown, that is all").waitFor();
  expect(page.url()).toBe(`${coordinator.url}?stage=review`);
});

test(
  "[DS2] the product switch changes the address, and the way back leads back",
  { timeout: SCENARIO_MAX_MS },
  async () => {
    const { page } = await open({ products: ["demo", "storefront"] });
    await page.getByRole("combobox", { name: "Product" }).selectOption("storefront");
    await page.waitForURL(/product=storefront/);
    await page.goBack();
    await page.waitForURL(/product=demo/);
    await page.getByRole("table").waitFor();
    expect(await page.getByRole("combobox", { name: "Product" }).inputValue()).toBe("demo");
  },
);
