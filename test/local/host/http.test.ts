import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FunctionsHost } from "#local/host/functions-host.ts";
import { type LogLine } from "#local/host/log.ts";
import { buildSampleApp, forgetRecorded, recorded, removeFolder, startSample, temporaryFolder } from "./support.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
  await buildSampleApp(folder);
});
afterAll(() => removeFolder(folder));

/** A body in chunks of unknown total length. */
function chunked(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) {
        controller.close();
        return;
      }
      controller.enqueue(bytes.subarray(at, at + 65_536));
      at += 65_536;
    },
  });
}

describe.each(["adopt", "proxy"] as const)("HTTP in stream mode, %s", (httpMode) => {
  let host: FunctionsHost;
  let lines: LogLine[];
  let api = "";

  beforeAll(async () => {
    forgetRecorded();
    ({ host, lines } = await startSample(folder, { httpMode }));
    api = `${host.url}/api`;
  });
  afterAll(() => host.close());

  test("[LH1] the app's own registrations answer, with route values, query and cookies", async () => {
    const response = await fetch(`${api}/hello/abc?q=1`);
    expect(response.headers.get("set-cookie")).toBe("sid=x1; Path=/; HttpOnly; SameSite=Lax");
    expect(await response.json()).toEqual({
      hello: "abc",
      q: "1",
      params: { name: "abc", q: "1" },
      url: `${api}/hello/abc?q=1`,
    });
    expect(recorded("hook")).toEqual(["appStart", "pre", "post"]);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "information", event: "app.log", message: "hello abc", functionName: "hello" }),
    );
  });

  test("[LH1] JSON goes in and comes out", async () => {
    const id = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";
    const response = await fetch(`${api}/echo/${id}`, { method: "POST", body: JSON.stringify({ a: [1, "ü"] }) });
    expect([response.status, await response.json()]).toEqual([201, { id, body: { a: [1, "ü"] } }]);
  });

  test("[LH2] binary bodies pass unchanged", async () => {
    const bytes = new Uint8Array(await (await fetch(`${api}/binary`)).arrayBuffer());
    expect([...bytes]).toEqual([0, 255, 1, 254, 0]);
  });

  test("[LH2] a chunked upload of 30 MB arrives whole", async () => {
    const body = randomBytes(30_000_000);
    const init = { method: "POST", body: chunked(body), duplex: "half" };
    const response = await fetch(`${api}/upload`, init as RequestInit);
    const sha256 = createHash("sha256").update(body).digest("hex");
    expect(await response.json()).toEqual({ sizeBytes: 30_000_000, sha256 });
  });

  test("[LH3] a stream arrives chunk by chunk, the first one at once", async () => {
    const startMs = performance.now();
    const response = await fetch(`${api}/events?n=3&ms=150`);
    const times: number[] = [];
    if (response.body === null) throw new Error("The stream has no body.");
    for await (const _chunk of response.body) times.push(performance.now() - startMs);
    expect(times).toHaveLength(4);
    expect(times[0]).toBeLessThan(140);
    expect(times[3]).toBeGreaterThan(400);
  });

  test("[LH4] no route and no such method are both 404", async () => {
    expect((await fetch(`${api}/nowhere`)).status).toBe(404);
    expect((await fetch(`${api}/ping`, { method: "DELETE" })).status).toBe(404);
    expect((await fetch(`${api}/echo/no-guid`, { method: "POST", body: "{}" })).status).toBe(404);
  });

  test("[LH4] of two templates that fit, the function whose name comes first answers", async () => {
    expect(await (await fetch(`${api}/jobs/stats`)).text()).toBe("jobGet");
  });
});

describe("HTTP in stream mode, faults and limits", () => {
  let host: FunctionsHost;
  let lines: LogLine[];
  let api = "";

  beforeAll(async () => {
    ({ host, lines } = await startSample(folder));
    api = `${host.url}/api`;
  });
  afterAll(() => host.close());

  test("[LH5] a handler that throws or returns nothing is answered with 500 and logged", async () => {
    expect((await fetch(`${api}/boom`)).status).toBe(500);
    expect((await fetch(`${api}/nothing`)).status).toBe(500);
    expect(lines).toContainEqual(expect.objectContaining({ event: "http.failed", functionName: "boom" }));
    expect(lines).toContainEqual(expect.objectContaining({ event: "http.unanswered", functionName: "nothing" }));
  });

  test("[LH7] without keys the host is open, and it listens on loopback only", async () => {
    expect((await fetch(`${api}/guarded`)).status).toBe(200);
    expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test("[LH8] a second host in the same process is refused until the first one is closed", async () => {
    await expect(startSample(folder)).rejects.toThrow(/already runs in this process/);
  });
});

describe("HTTP with keys", () => {
  let host: FunctionsHost;

  beforeAll(async () => {
    const keys = { master: "M", host: ["H"], functions: { guarded: ["F"] } };
    ({ host } = await startSample(folder, { keys }));
  });
  afterAll(() => host.close());

  test("[LH7] with keys a guarded function takes its own, the host's or the master key", async () => {
    const status = async (query: string, headers: Record<string, string> = {}) =>
      (await fetch(`${host.url}/api/guarded${query}`, { headers })).status;
    expect(await status("")).toBe(401);
    expect(await status("?code=bad")).toBe(401);
    expect(await status("?code=F")).toBe(200);
    expect(await status("?code=M")).toBe(200);
    expect(await status("?code=bad", { "x-functions-key": "H" })).toBe(200);
  });
});

describe("HTTP in buffered mode", () => {
  let host: FunctionsHost;
  let api = "";

  beforeAll(async () => {
    ({ host } = await startSample(folder, { settings: { SAMPLE_BUFFERED: "1" } }));
    api = `${host.url}/api`;
  });
  afterAll(() => host.close());

  test("[LH9] requests and responses go over as values, with cookies and bytes", async () => {
    const hello = await fetch(`${api}/hello/abc?q=1`);
    expect(hello.headers.get("set-cookie")).toBe("sid=x1; Path=/; HttpOnly; SameSite=Lax");
    expect(await hello.json()).toMatchObject({ hello: "abc", q: "1", params: { name: "abc" } });
    expect([...new Uint8Array(await (await fetch(`${api}/binary`)).arrayBuffer())]).toEqual([0, 255, 1, 254, 0]);
    const body = randomBytes(1_000_000);
    const upload = await fetch(`${api}/upload`, { method: "POST", body });
    expect(await upload.json()).toMatchObject({ sizeBytes: 1_000_000 });
    expect((await fetch(`${api}/boom`)).status).toBe(500);
  });

  test("[LH9] as in Azure a chunked upload arrives empty, and a stream comes in one piece", async () => {
    const init = { method: "POST", body: chunked(randomBytes(100_000)), duplex: "half" };
    expect(await (await fetch(`${api}/upload`, init as RequestInit)).json()).toMatchObject({ sizeBytes: 0 });
    expect(await (await fetch(`${api}/events?n=2&ms=5`)).text()).toContain("id: 2");
  });
});
