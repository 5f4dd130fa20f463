import { afterAll, beforeAll, expect, test } from "vitest";
import { buildSampleApp, forgetRecorded, recorded, removeFolder, startSample, temporaryFolder } from "./support.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
  await buildSampleApp(folder);
});
afterAll(() => removeFolder(folder));

test("[LS1] closing lets a running invocation answer, cuts event streams and takes nothing new", async () => {
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
  await Promise.all([host.close(), host.close()]);
  expect(await slow).toBe("done");
  expect(await reading).toBe("cut");
  await expect(fetch(`${host.url}/api/ping`)).rejects.toThrow("fetch failed");
  expect(recorded("hook")).toEqual(["appStart", "appTerminate"]);
});

test("[LS2] the settings of an app are gone with its host, and the shell's own are back", async () => {
  process.env["SAMPLE_SHELL"] = "shell";
  const { host } = await startSample(folder, { settings: { SAMPLE_SHELL: "app", SAMPLE_ONLY: "app" } });
  expect([process.env["SAMPLE_SHELL"], process.env["SAMPLE_ONLY"]]).toEqual(["app", "app"]);
  expect(process.env["NO_PROXY"]).toContain("127.0.0.1");
  await host.close();
  expect([process.env["SAMPLE_SHELL"], process.env["SAMPLE_ONLY"]]).toEqual(["shell", undefined]);
  delete process.env["SAMPLE_SHELL"];
});

test("[LS3] an app that cannot be loaded says which file and why, and leaves nothing behind", async () => {
  await expect(startSample(folder, { main: "dist/missing/*.mjs" })).rejects.toThrow(/matches no file/);
  await expect(startSample(folder, { main: "host.json" })).rejects.toThrow(/registered no function/);
  const { host } = await startSample(folder);
  expect(host.functions).toContainEqual({ name: "ping", trigger: "httpTrigger" });
  expect(host.functions.map((fn) => fn.name)).not.toContain("feed");
  await host.close();
});
