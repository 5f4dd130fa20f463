import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createVirtualClock } from "#local/clock.ts";
import { type FunctionsHost } from "#local/host/functions-host.ts";
import { type LogLine } from "#local/host/log.ts";
import { bundleFixture, killHard, runFixture } from "../host/child.ts";
import {
  buildSampleApp,
  forgetRecorded,
  recorded,
  removeFolder,
  sampleSettings,
  startSample,
  startSampleForTest,
  temporaryFolder,
} from "../host/support.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
  await buildSampleApp(folder);
});
afterAll(() => removeFolder(folder));

async function signal(url: string, key: string, operation: string, input?: unknown): Promise<number> {
  const init = { method: "POST", body: input === undefined ? "" : JSON.stringify(input) };
  const response = await fetch(`${url}/api/counter/${key}/${operation}`, init);
  await response.text();
  return response.status;
}

async function read(url: string, key: string): Promise<number | null> {
  const response = await fetch(`${url}/api/counter/${key}`);
  if (response.status === 404) return null;
  const body = (await response.json()) as { value: number };
  return body.value;
}

describe("durable entities through the unmodified library", () => {
  let host: FunctionsHost;
  let lines: LogLine[];

  beforeAll(async () => {
    ({ host, lines } = await startSample(folder, { dataFolder: `${folder}/data-entities` }));
  });
  beforeEach(forgetRecorded);
  afterAll(() => host.close());

  test("[LD1] of 1000 concurrent signals none is lost", async () => {
    const sent = Array.from({ length: 1000 }, () => signal(host.url, "many", "add", 1));
    expect(new Set(await Promise.all(sent))).toEqual(new Set([202]));
    await host.idle();
    expect(await read(host.url, "many")).toBe(1000);
  });

  test("[LD2] an entity takes its operations in the order in which they were accepted", async () => {
    const numbers = Array.from({ length: 60 }, (_, index) => index);
    for (const number of numbers) await signal(host.url, "ordered", "order", number);
    await host.idle();
    // The library's own reading of an input treats 0 like any other number, but "" as absent.
    expect(recorded("order")).toEqual(numbers);
  });

  test("[LD3] an entity that is not there, or deleted itself, reads as absent", async () => {
    expect(await read(host.url, "absent")).toBeNull();
    await signal(host.url, "gone", "add", 1);
    await host.idle();
    expect(await read(host.url, "gone")).toBe(1);
    await signal(host.url, "gone", "delete");
    await host.idle();
    expect(await read(host.url, "gone")).toBeNull();
  });

  test("[LD4] an entity signals another one", async () => {
    await signal(host.url, "first", "forward", "second");
    await host.idle();
    expect(await read(host.url, "second")).toBe(100);
  });

  test("[LD5] an operation that fails is logged, and the ones behind it run", async () => {
    await Promise.all([signal(host.url, "hurt", "bad"), signal(host.url, "hurt", "add", 2)]);
    await host.idle();
    expect(await read(host.url, "hurt")).toBe(2);
    expect(lines).toContainEqual(
      expect.objectContaining({ event: "entity.operation-failed", entity: "@counter@hurt" }),
    );
  });

  test("[LD6] an unknown entity and an orchestration are refused with a sentence", async () => {
    const unknown = await fetch(`${host.url}/api/unknown-entity`, { method: "POST" });
    expect([unknown.status, await unknown.text()]).toEqual([409, expect.stringContaining("Nobody")]);
    const orchestration = await fetch(`${host.url}/api/orchestration`, { method: "POST" });
    expect([orchestration.status, await orchestration.text()]).toEqual([
      409,
      expect.stringContaining("runs durable entities only"),
    ]);
  });
});

test("[LD11] the protocol under the host's own address needs the key that the client was given", async () => {
  const { host } = await startSampleForTest(folder);
  await signal(host.url, "seen", "add", 3);
  await host.idle();
  const urls = (await (await fetch(`${host.url}/api/client-urls`)).json()) as { statusQueryGetUri: string };
  const { origin, searchParams } = new URL(urls.statusQueryGetUri);
  const entities = `${origin}/runtime/webhooks/durabletask/entities`;
  const code = searchParams.get("code") ?? "";
  expect((await fetch(`${entities}/counter/seen`)).status).toBe(401);
  expect(await (await fetch(`${entities}/counter/seen?code=${code}`)).json()).toBe(3);
  expect(await (await fetch(`${entities}/Counter?code=${code}&fetchState=true`)).json()).toEqual([
    { entityId: { name: "counter", key: "seen" }, state: 3 },
  ]);
  const bad = { method: "POST", headers: { "content-type": "application/json" }, body: "{" };
  expect((await fetch(`${entities}/counter/seen?op=add&code=${code}`, bad)).status).toBe(400);
  expect((await fetch(`${entities}/counter/seen?code=${code}`, { method: "DELETE" })).status).toBe(202);
  await host.idle();
  expect((await fetch(`${entities}/counter/seen?code=${code}`)).status).toBe(404);
});

test("[LD7] entities outlive a restart of the host in the same process", async () => {
  const dataFolder = `${folder}/data-restart`;
  const first = await startSampleForTest(folder, { dataFolder });
  await signal(first.host.url, "kept", "add", 7);
  await first.host.idle();
  await first.host.close();
  const second = await startSampleForTest(folder, { dataFolder, clock: createVirtualClock(Date.now()) });
  expect(await read(second.host.url, "kept")).toBe(7);
  await second.host.close();
});

test("[LD8] every signal that was accepted before a SIGKILL is there after it", async () => {
  const file = await bundleFixture("host-process", folder);
  const args = [folder, `${folder}/data-killed`, JSON.stringify(sampleSettings)];
  const before = await runFixture(file, args);
  const accepted = await Promise.all(Array.from({ length: 200 }, () => signal(before.line, "crashed", "add", 1)));
  await killHard(before.child);
  expect(new Set(accepted)).toEqual(new Set([202]));

  const { host } = await startSampleForTest(folder, { dataFolder: `${folder}/data-killed` });
  await host.idle();
  expect(await read(host.url, "crashed")).toBe(200);
  await host.close();
});
