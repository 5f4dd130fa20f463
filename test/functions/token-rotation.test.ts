import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type LogLine } from "#factory/log.ts";
import { FACTORY_DEFAULTS } from "#factory/options.ts";
import { runFactory } from "#factory/run-factory.ts";
import { aGate, script } from "../factory/support/script.ts";
import { eventually, manifest, ok, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";

/** Tokens of four seconds: three quarters of that is a rotation every three. */
const fleet = useLocalFleet({ settings: { FLEET_TOKEN_TTL_SEC: "4" } });

test("[FL6] a factory rotates its token at three quarters of its life, in the middle of a job, and no call fails", async () => {
  const parent = await mkdtemp(join(tmpdir(), "agf-rotation-"));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const dataFolder = join(parent, "factory");
  const gate = await aGate();
  const { code } = ok(await fleet.admin.createEnrolmentCode({ body: { name: "forge" } }));
  const { job } = ok(
    await fleet.admin.submitJob({ body: manifest("Long", "engine: shell", script(gate.reach, gate.wait)) }),
  );
  const statuses: number[] = [];
  const bearers = new Set<string | null>();
  const counting: typeof fetch = async (url, init) => {
    bearers.add(new Headers(init?.headers).get("authorization"));
    const response = await fetch(url, init);
    statuses.push(response.status);
    return response;
  };
  const lines: LogLine[] = [];
  const drain = new AbortController();
  const options = {
    ...FACTORY_DEFAULTS,
    baseUrl: fleet.url,
    productId: PRODUCT,
    enrolmentCode: code,
    name: "forge",
    version: "1",
    dataFolder,
    isolation: "off" as const,
    pollMs: 100,
    drain: drain.signal,
    stop: new AbortController().signal,
    log: (line: LogLine) => void lines.push(line),
  };
  const ended = runFactory(options, { fetch: counting });
  await gate.reached();
  const rotations = () => lines.filter(({ event }) => event === "token.rotated").length;
  // Past the end of the first token: whatever still works now works by a rotated one.
  await eventually(async () => rotations() >= 2, 20_000);
  const since = statuses.length;
  await gate.open();
  await eventually(async () => ok(await fleet.admin.getJob({ params: { jobId: job.id } })).job.stage !== "building");
  drain.abort();
  expect(await ended).toEqual({ exitCode: 0 });
  expect(ok(await fleet.admin.getJob({ params: { jobId: job.id } })).job.outcome).toMatchObject({
    result: "succeeded",
  });
  expect(statuses.filter((status) => status >= 400)).toEqual([]);
  expect(statuses.length).toBeGreaterThan(since);
  expect(bearers.size).toBeGreaterThan(2);
  const identity = JSON.parse(await readFile(join(dataFolder, "identity.json"), "utf8")) as { token: string };
  expect(bearers).toContain(`Bearer ${identity.token}`);
  expect(JSON.stringify(lines)).not.toContain(identity.token);
});
