import { expect, test } from "vitest";
import { type FleetEvent } from "#contract/fleet-event.ts";
import { aJob, anEvent, idOf } from "../support/fixtures.ts";
import { SCENARIO_MAX_MS, usePage, waitForBadge } from "../support/open-page.ts";

const open = usePage();
const FORMAT = idOf("job", 51);
const REVIEWED = idOf("job", 58);
const events = (...list: FleetEvent[]) => ({ type: "events" as const, productId: "demo", events: list });

test(
  "[DL2] an event shows in its row at once, and a lost one with the next tick",
  { timeout: SCENARIO_MAX_MS },
  async () => {
    const { page, coordinator, complaints } = await open();
    await waitForBadge(page, "Live");
    const row = page.getByRole("row", { name: /Format the sources/ });
    await row.getByText("Queued").waitFor();
    await coordinator.publish(
      events(coordinator.state.move(FORMAT, { type: "job.claimed", stage: "assigned", epoch: 1 })),
    );
    await row.getByText("Assigned").waitFor({ timeout: 2_000 });
    await coordinator.tick();
    coordinator.state.move(FORMAT, { type: "job.started", stage: "building", epoch: 1 });
    await coordinator.tick();
    await row.getByText("Building").waitFor({ timeout: 2_000 });
    expect(complaints).toEqual([]);
  },
);

test(
  "[DL2] with a tenth of the messages lost the page is right after the next tick",
  { timeout: SCENARIO_MAX_MS },
  async () => {
    const { page, coordinator } = await open();
    await waitForBadge(page, "Live");
    const ids = [...coordinator.state.jobs.keys()].slice(10, 50);
    for (const [index, jobId] of ids.entries()) {
      const event = coordinator.state.move(jobId, { type: "job.requeued", stage: "queued", epoch: 3 });
      if (index % 10 !== 3) await coordinator.publish(events(event));
    }
    await coordinator.tick();
    const queued = [...coordinator.state.jobs.values()].filter((job) => job.stage === "queued").length;
    const strip = page.getByRole("navigation", { name: "Jobs by stage" });
    await strip.getByRole("link", { name: `Queued ${queued}` }).waitFor({ timeout: 10_000 });
    expect(await page.getByRole("row", { name: /Queued/ }).count()).toBe(queued);
  },
);

test("[DT2] the job's page fills a gap in its events over REST", { timeout: SCENARIO_MAX_MS }, async () => {
  const { page, coordinator } = await open();
  await page.getByRole("link", { name: "Write the API index" }).click();
  await page.getByText("4 so far").waitFor();
  await waitForBadge(page, "Live");
  coordinator.state.move(REVIEWED, { type: "job.held", data: { note: "the lost one" } });
  const next = coordinator.state.move(REVIEWED, { type: "job.released", data: { note: "the next one" } });
  await coordinator.publish(events(next));
  await page.getByText("Put on hold: the lost one").waitFor({ timeout: 5_000 });
  await page.getByText("6 so far").waitFor();
  expect(
    await page
      .getByRole("listitem")
      .filter({ hasText: /#[1-6]/ })
      .count(),
  ).toBe(6);
});

test(
  "[DJ1] a new job waits behind a pill while the pointer is among the rows",
  { timeout: SCENARIO_MAX_MS },
  async () => {
    const { page, coordinator } = await open();
    await waitForBadge(page, "Live");
    const row = page.getByRole("row", { name: /Publish the release/ });
    await row.hover();
    const before = await row.boundingBox();
    const job = aJob({ id: idOf("job", 900), title: "A brand new job", submittedAt: new Date().toISOString() });
    coordinator.state.jobs.set(job.id, job);
    await coordinator.publish(events(anEvent({ jobId: job.id })));
    const pill = page.getByRole("button", { name: "1 update · apply" });
    await pill.waitFor();
    expect(await row.boundingBox()).toEqual(before);
    await pill.click();
    await page.getByRole("row", { name: /A brand new job/ }).waitFor();
  },
);
