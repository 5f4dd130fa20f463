import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type Stage } from "#contract/stage.ts";
import { type Terminal } from "#cli/terminal.ts";
import { COMMANDS, GROUPS } from "#cli/commands.ts";
import { runCli } from "#cli/run-cli.ts";
import { aJob, anEvent, aProblem, JOB_ID } from "../support/builders.ts";
import { type Asked, fakeCoordinator } from "../support/fake-coordinator.ts";
import { fakeTerminal } from "../support/fake-terminal.ts";

type Coordinator = Awaited<ReturnType<typeof fakeCoordinator>>;
let coordinator: Coordinator | null = null;
afterEach(async () => {
  await coordinator?.close();
  coordinator = null;
});

const serve = async (answer: (asked: Asked) => { status: number; body: unknown }): Promise<Coordinator> => {
  coordinator = await fakeCoordinator(answer);
  return coordinator;
};
const agf = async (argv: readonly string[], given: Partial<Terminal> = {}) => {
  const env = { AGF_API: coordinator?.url, AGF_TOKEN: "agf_usr_test", AGF_PRODUCT: "shop" };
  const terminal = fakeTerminal({ env, ...given });
  const exitCode = await runCli({ argv, commands: COMMANDS, groups: GROUPS, terminal, version: "1" });
  return { exitCode, stdout: terminal.stdout(), stderr: terminal.stderr(), slept: terminal.slept };
};

test("[CL5] a list is rows on stdout, and an empty one a sentence on stderr", async () => {
  const fleet = await serve(({ path }) => ({
    status: 200,
    body: { items: path.includes("stage=failed") ? [] : [aJob()], nextCursor: null },
  }));
  expect(await agf(["jobs", "list"])).toMatchObject({
    exitCode: 0,
    stdout: `${JOB_ID}\tqueued\tnormal\t\t0/3\t0s\tFormat the sources\n`,
    stderr: "",
  });
  expect(await agf(["jobs", "list", "--stage", "failed"])).toMatchObject({
    exitCode: 0,
    stdout: "",
    stderr: "No job is in failed.\n",
  });
  expect(JSON.parse((await agf(["jobs", "list", "--json"])).stdout)).toEqual({ items: [aJob()], nextCursor: null });
  expect(fleet.asked[0]?.headers).toMatchObject({ authorization: "Bearer agf_usr_test", "x-product-id": "shop" });
});

test("[CL4] a refusal goes to stderr with the exit code of its kind, as JSON when JSON was asked for", async () => {
  await serve(() => ({ status: 409, body: aProblem("action-not-allowed", 409, { reason: "It is shipped." }) }));
  const asText = await agf(["jobs", "ship", JOB_ID]);
  expect(asText).toMatchObject({ exitCode: 6, stdout: "" });
  expect(asText.stderr).toContain("It is shipped.");
  const asJson = await agf(["jobs", "ship", JOB_ID, "--json"]);
  expect(asJson).toMatchObject({ exitCode: 6, stdout: "" });
  expect(JSON.parse(asJson.stderr)).toMatchObject({ code: "action-not-allowed", requestId: "req-1" });
});

test("[CL15] every action is a command that sends a key of its own and the note", async () => {
  const fleet = await serve(() => ({ status: 200, body: { job: aJob({ held: true }) } }));
  for (const action of ["ship", "approve", "reject", "requeue", "cancel", "hold", "release"])
    expect(await agf(["jobs", action, JOB_ID, "--note", "because"])).toMatchObject({
      exitCode: 0,
      stdout: `${JOB_ID}\tqueued (held)\n`,
    });
  expect(fleet.asked.map(({ path }) => path.split("/").at(-1))).toEqual([
    "ship",
    "approve",
    "reject",
    "requeue",
    "cancel",
    "hold",
    "release",
  ]);
  expect(fleet.asked[0]?.body).toEqual({ opId: "key-1", note: "because" });
});

test("[CL17] manifests are submitted in the order given, and the first that is refused ends it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "agf-submit-"));
  for (const name of ["a", "b", "c"]) await writeFile(join(folder, name), `---\ntitle: ${name}\n---\n`);
  const fleet = await serve(({ body }) =>
    String(body).includes("title: b")
      ? { status: 422, body: aProblem("unroutable", 422, { missing: [] }) }
      : { status: 201, body: { job: aJob(), replayed: false, missing: [{ capability: "has:gpu", nearest: null }] } },
  );
  const { exitCode, stdout, stderr } = await agf(["jobs", "submit", "a", "b", "c", "--strict"], { cwd: folder });
  expect(exitCode).toBe(7);
  expect(stdout.split("\n")).toHaveLength(2);
  expect(stderr).toContain("a waits: nobody offers has:gpu.");
  expect(stderr).toContain("b was not accepted.");
  expect(fleet.asked.map(({ path }) => path)).toEqual(["/api/fleet/jobs?strict=1", "/api/fleet/jobs?strict=1"]);
  expect(fleet.asked[0]?.headers["content-type"]).toBe("text/markdown");
});

test("[CL17] a manifest can come by stdin, and a file that is not there is a usage fault", async () => {
  const fleet = await serve(() => ({ status: 201, body: { job: aJob(), replayed: true, missing: [] } }));
  const piped = await agf(["jobs", "submit", "-"], { readStdin: async () => "---\ntitle: x\n---\n" });
  expect(piped).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("had been submitted before") });
  expect(fleet.asked[0]?.body).toBe("---\ntitle: x\n---\n");
  expect(await agf(["jobs", "submit", "/nowhere/x.md"])).toMatchObject({ exitCode: 2 });
});

/** The job is in the first stage at the first look, in the second at the second, and stays in the last. */
const waitFor = (stages: readonly Stage[]) => {
  const ahead = [...stages];
  return serve(({ method }) => {
    if (method === "POST") return { status: 201, body: { job: aJob(), replayed: false, missing: [] } };
    const stage = (ahead.length > 1 ? ahead.shift() : ahead[0]) ?? "queued";
    return { status: 200, body: { job: { ...aJob({ stage }), bodyMd: "" } } };
  });
};
const submitAndWait = (...more: string[]) =>
  agf(["jobs", "submit", "-", "--wait", ...more], { readStdin: async () => "---\ntitle: x\n---\n" });

test("[CL12] waiting ends with 0 when the job has shipped and with 8 when it has not", async () => {
  await waitFor(["building", "shipped"]);
  expect(await submitAndWait()).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("is shipped") });
  await coordinator?.close();
  await waitFor(["building", "dead_letter"]);
  expect(await submitAndWait()).toMatchObject({ exitCode: 8 });
});

test("[CL12] waiting ends with 124 when the time is up", async () => {
  await waitFor(["building"]);
  const { exitCode, stderr, slept } = await submitAndWait("--timeout-sec", "2");
  expect(exitCode).toBe(124);
  expect(stderr).toContain("agf jobs explain");
  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBe(2_000);
});

test("[CL11] following asks after the last number that was seen and ends with the job", async () => {
  const stream = [
    anEvent({ seq: 1 }),
    anEvent({ seq: 2, type: "job.claimed", stage: "assigned", epoch: 1 }),
    anEvent({ seq: 3, type: "job.shipped", stage: "shipped", epoch: 1 }),
  ];
  const fleet = await serve(({ path }) => {
    const after = Number(new URL(path, "http://x").searchParams.get("after"));
    // One event a page, and once none: what is slow to come is still neither lost nor repeated.
    const items = fleet.asked.length === 2 ? [] : stream.filter(({ seq }) => seq === after + 1);
    return { status: 200, body: { items, lastSeq: 3 } };
  });
  const { exitCode, stdout } = await agf(["jobs", "events", JOB_ID, "--follow", "--json"]);
  expect(exitCode).toBe(0);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).seq),
  ).toEqual([1, 2, 3]);
  expect(fleet.asked).toHaveLength(4);
});

test("[CL16] a path of the API may be short or whole, and a body must be JSON before anything is sent", async () => {
  const fleet = await serve(() => ({ status: 200, body: { items: [] } }));
  for (const path of ["factories", "/factories", "/api/fleet/factories"])
    expect(await agf(["api", "get", path])).toMatchObject({ exitCode: 0, stdout: '{"items":[]}\n' });
  expect(new Set(fleet.asked.map(({ path }) => path))).toEqual(new Set(["/api/fleet/factories"]));
  expect(await agf(["api", "POST", "jobs", "--body", "{"])).toMatchObject({ exitCode: 2 });
  expect(fleet.asked).toHaveLength(3);
  await agf(["api", "POST", "jobs", "--body", '{"a":1}']);
  expect(fleet.asked.at(-1)?.body).toEqual({ a: 1 });
});

test("[CL4] an address where nobody listens is one sentence with a next step", async () => {
  const env = { AGF_API: "http://127.0.0.1:1", AGF_TOKEN: "t" };
  const { exitCode, stderr } = await agf(["api", "GET", "jobs"], { env });
  expect(exitCode).toBe(1);
  expect(stderr).toContain("agf start");
  expect(stderr).not.toContain("    at ");
});

test("[CL13] explain puts the reasons before the decisions", async () => {
  await serve(({ path }) => {
    if (path.endsWith("/explain")) return { status: 200, body: { items: [] } };
    if (path.endsWith("/factories")) return { status: 200, body: { items: [] } };
    return { status: 200, body: { job: { ...aJob(), bodyMd: "" } } };
  });
  expect(await agf(["jobs", "explain", JOB_ID])).toMatchObject({
    exitCode: 0,
    stdout: "stage\tqueued\nwaits\tNo factory has enrolled in this product.\n",
  });
});

test("[CL5] watching tells each change once and ends when no job is open", async () => {
  let polls = 0;
  await serve(() => {
    polls += 1;
    const stage = polls < 3 ? "building" : "shipped";
    return { status: 200, body: { items: [aJob({ stage, rev: polls < 3 ? 1 : 2 })], nextCursor: null } };
  });
  const { exitCode, stdout } = await agf(["jobs", "watch"]);
  expect(exitCode).toBe(0);
  expect(
    stdout
      .trim()
      .split("\n")
      .map((line) => line.split("\t")[1]),
  ).toEqual(["building", "shipped"]);
});
