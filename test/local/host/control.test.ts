import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createVirtualClock } from "#local/clock.ts";
import {
  buildSampleApp,
  forgetRecorded,
  recorded,
  removeFolder,
  startSampleForTest,
  temporaryFolder,
} from "./support.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
  await buildSampleApp(folder);
  forgetRecorded();
});
afterAll(() => removeFolder(folder));

const post = (body: unknown, headers: Record<string, string> = {}) => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

test("[LV1] the control endpoint advances the clock, runs a timer now and tells the state", async () => {
  const { host } = await startSampleForTest(folder, { clock: createVirtualClock(0), control: true });
  const control = `${host.url}/__local`;
  const advanced = await fetch(`${control}/clock/advance`, post({ ms: 600_000 }));
  expect(await advanced.json()).toEqual({ nowMs: 600_000 });
  expect(recorded("everyFive")).toHaveLength(2);
  expect((await fetch(`${control}/timers/failing`, post({}))).status).toBe(200);
  expect(recorded("failing")).toHaveLength(1);
  expect((await fetch(`${control}/timers/nobody`, post({}))).status).toBe(404);
  expect((await fetch(`${control}/idle`, post({}))).status).toBe(200);
  const state: unknown = await (await fetch(`${control}/state`)).json();
  expect(state).toMatchObject({ nowMs: 600_000, queuedSignals: 0, runningInvocations: 0 });
  expect(state).toHaveProperty("timers", expect.arrayContaining([{ name: "everyFive", nextMs: 900_000 }]));
  expect((await fetch(`${control}/clock/advance`, post({ ms: -1 }))).status).toBe(400);
  await host.close();
});

test("[LV4] on request the app's own clock follows the virtual one, until the host is closed", async () => {
  const { host } = await startSampleForTest(folder, {
    clock: createVirtualClock(5_000),
    control: true,
    virtualDate: true,
  });
  const now = async (): Promise<unknown> => (await fetch(`${host.url}/api/now`)).json();
  expect(await now()).toBe(5_000);
  await fetch(`${host.url}/__local/clock/advance`, post({ ms: 250 }));
  expect(await now()).toBe(5_250);
  await host.close();
  expect(Date.now()).toBeGreaterThan(1_000_000_000_000);
});

test("[LV2] what a page on the web could send is refused: other content types, other host names", async () => {
  const { host } = await startSampleForTest(folder, { clock: createVirtualClock(0), control: true });
  const advance = `${host.url}/__local/clock/advance`;
  const plain = await fetch(advance, { method: "POST", body: '{"ms":1}', headers: { "content-type": "text/plain" } });
  expect(plain.status).toBe(415);
  const foreign = await new Promise<number | undefined>((resolve, reject) => {
    const headers = { host: "rebound.example", "content-type": "application/json" };
    const sent = request(advance, { method: "POST", headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on("error", reject);
    sent.end('{"ms":1}');
  });
  expect(foreign).toBe(404);
  await host.close();
});

test("[LV3] without the option there is no control endpoint, and the machine's clock cannot be advanced", async () => {
  const closed = await startSampleForTest(folder, { clock: createVirtualClock(0) });
  expect((await fetch(`${closed.host.url}/__local/state`)).status).toBe(404);
  await closed.host.close();
  const open = await startSampleForTest(folder, { control: true });
  expect((await fetch(`${open.host.url}/__local/clock/advance`, post({ ms: 1 }))).status).toBe(409);
  await open.host.close();
});
