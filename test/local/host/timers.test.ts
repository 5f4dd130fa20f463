import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createVirtualClock } from "#local/clock.ts";
import {
  buildSampleApp,
  forgetRecorded,
  recorded,
  removeFolder,
  startSampleForTest,
  temporaryFolder,
} from "./support.ts";

const MINUTE_MS = 60_000;
const start = Date.UTC(2026, 0, 1);
let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
  await buildSampleApp(folder);
});
beforeEach(forgetRecorded);
afterAll(() => removeFolder(folder));

test("[LT3] timers fire at their times as the clock is advanced, and get the status of their runs", async () => {
  const clock = createVirtualClock(start);
  const { host } = await startSampleForTest(folder, { clock });
  await clock.advance(11 * MINUTE_MS);
  const status = (last: string, next: string) => ({
    schedule: { adjustForDST: true },
    scheduleStatus: { last, next, lastUpdated: last },
    isPastDue: false,
  });
  expect(recorded("everyFive")).toEqual([
    status("0001-01-01T00:00:00", "2026-01-01T00:05:00.000Z"),
    status("2026-01-01T00:05:00.000Z", "2026-01-01T00:10:00.000Z"),
  ]);
  // The monitor is off for a timer that fires more than once a minute.
  expect(recorded("often")).toHaveLength(330);
  expect(recorded("often")[0]).toMatchObject({ isPastDue: false });
  expect(recorded("often")[0]).not.toHaveProperty("scheduleStatus.last");
  await host.close();
  await clock.advance(10 * MINUTE_MS);
  expect(recorded("everyFive")).toHaveLength(2);
});

test("[LT4] a timer that was missed while nothing ran fires once at once, and says so", async () => {
  const dataFolder = join(folder, "data-past-due");
  const monitor = join(dataFolder, "timers");
  await mkdir(monitor, { recursive: true });
  const last = new Date(start).toISOString();
  const known = { Last: last, Next: new Date(start + 5 * MINUTE_MS).toISOString(), LastUpdated: last };
  await writeFile(join(monitor, "everyFive.json"), JSON.stringify(known));
  const clock = createVirtualClock(start + 61 * MINUTE_MS);
  const { host } = await startSampleForTest(folder, { clock, dataFolder });
  await host.idle();
  expect(recorded("everyFive")).toMatchObject([{ isPastDue: true, scheduleStatus: { last } }]);
  await clock.advance(4 * MINUTE_MS);
  expect(recorded("everyFive")).toHaveLength(2);
  await host.close();
  expect(JSON.parse(await readFile(join(monitor, "everyFive.json"), "utf8"))).toMatchObject({
    Last: "2026-01-01T01:05:00.000Z",
    Next: "2026-01-01T01:10:00.000Z",
  });
});

test("[LT4] the very first run is missed as well when the host was away for it", async () => {
  const dataFolder = join(folder, "data-first");
  const first = await startSampleForTest(folder, { clock: createVirtualClock(start), dataFolder });
  await first.host.close();
  const second = await startSampleForTest(folder, { clock: createVirtualClock(start + 6 * MINUTE_MS), dataFolder });
  await second.host.idle();
  expect(recorded("everyFive")).toMatchObject([{ isPastDue: true }]);
  await second.host.close();
});

test("[LT5] a timer can be run by hand, and one that fails is logged and goes on", async () => {
  const clock = createVirtualClock(start);
  const { host, lines } = await startSampleForTest(folder, { clock, settings: { OFTEN: "0 0 0 * * *" } });
  await host.runTimer("failing");
  expect(lines).toContainEqual(expect.objectContaining({ event: "timer.failed", functionName: "failing" }));
  await clock.advance(24 * 60 * MINUTE_MS);
  expect(recorded("failing")).toHaveLength(2);
  await expect(host.runTimer("nobody")).rejects.toThrow('no timer function "nobody"');
  const json = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };
  expect((await fetch(`${host.url}/admin/functions/failing`, json)).status).toBe(202);
  expect((await fetch(`${host.url}/admin/functions/nobody`, json)).status).toBe(404);
  await host.idle();
  expect(recorded("failing")).toHaveLength(3);
  await host.close();
});

test("[LT6] a schedule that cannot be read stops the start with a sentence, and another start is possible", async () => {
  await expect(startSampleForTest(folder, { settings: { OFTEN: "@daily" } })).rejects.toThrow(
    "is no NCRONTAB expression",
  );
  const { host } = await startSampleForTest(folder);
  await host.close();
});
