import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildSampleApp, forgetRecorded, recorded, removeFolder, startSample, temporaryFolder } from "./support.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
  await buildSampleApp(folder);
});
afterAll(() => removeFolder(folder));

test("[LZ1] closing lets a running invocation answer, cuts event streams and takes nothing new", async () => {
  forgetRecorded();
  const { host } = await startSample(folder);
  const stream = await fetch(`${host.url}/api/events?n=1000&ms=20`);
  const reading = stream.text().then(
    () => "ended",
    () => "cut",
  );
  const slow = fetch(`${host.url}/api/slow`).then((response) => response.text());
  // The ping behind it proves that the slow request has reached the host.
  await (await fetch(`${host.url}/api/ping`)).text();
  const startMs = performance.now();
  await Promise.all([host.close(), host.close()]);
  // The grace period is five seconds, and a stream that is not cut would use it up.
  expect(performance.now() - startMs).toBeLessThan(4_000);
  expect(await slow).toBe("done");
  expect(await reading).toBe("cut");
  await expect(fetch(`${host.url}/api/ping`)).rejects.toThrow("fetch failed");
  expect(recorded("hook")).toEqual(["appStart", "appTerminate"]);
});

test("[LZ2] the settings of an app are gone with its host, and the shell's own are back", async () => {
  process.env["SAMPLE_SHELL"] = "shell";
  const { host } = await startSample(folder, { settings: { SAMPLE_SHELL: "app", SAMPLE_ONLY: "app" } });
  expect([process.env["SAMPLE_SHELL"], process.env["SAMPLE_ONLY"]]).toEqual(["app", "app"]);
  expect(process.env["NO_PROXY"]).toContain("127.0.0.1");
  await host.close();
  expect([process.env["SAMPLE_SHELL"], process.env["SAMPLE_ONLY"]]).toEqual(["shell", undefined]);
  delete process.env["SAMPLE_SHELL"];
});

test("[LZ4] an app without the library in its bundle cannot be loaded twice, and is told why", async () => {
  const shared = join(folder, "shared");
  await buildSampleApp(shared, { libraries: "outside" });
  const first = await startSample(shared);
  expect(await (await fetch(`${first.host.url}/api/ping`)).text()).toBe("pong");
  await first.host.close();
  await expect(startSample(shared)).rejects.toThrow("bundle the library into the app, or start another process");
  const bundled = await startSample(folder);
  await bundled.host.close();
});

test("[LZ3] an app that cannot be loaded says which file and why, and leaves nothing behind", async () => {
  await expect(startSample(folder, { main: "dist/missing/*.mjs" })).rejects.toThrow(/matches no file/);
  await expect(startSample(folder, { main: "host.json" })).rejects.toThrow(/registered no function/);
  const { host } = await startSample(folder);
  expect(host.functions).toContainEqual({ name: "ping", trigger: "httpTrigger" });
  expect(host.functions.map((fn) => fn.name)).not.toContain("feed");
  await host.close();
});
