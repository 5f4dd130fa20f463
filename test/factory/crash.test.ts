import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runIdOf } from "#contract/id.ts";
import { runFolderOf } from "#factory/attempt/run-folder.ts";
import { salvage } from "#factory/attempt/salvage.ts";
import { createSpool } from "#factory/attempt/spool.ts";
import { aFactory } from "./support/a-factory.ts";
import { aFolder } from "./support/a-folder.ts";
import { aProcess } from "./support/a-process.ts";
import { aRepository } from "./support/a-repository.ts";
import { CODE, ScriptedCoordinator } from "./support/scripted-coordinator.ts";
import { aGate, script } from "./support/script.ts";

vi.setConfig({ testTimeout: 30_000 });

test("[FW50] a job whose factory is killed goes on from what was there, under a higher epoch, in the next life", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const repository = await aRepository();
  const gate = await aGate();
  const dataFolder = join(await aFolder(), "factory");
  const jobId = coordinator.submit({
    repo: { url: repository.url, branch: "main" },
    bodyMd: script(
      "[ $AGF_RESUMED = 0 ] || { cat first.txt second.txt > both.txt; echo $AGF_EPOCH > epoch.txt; exit 0; }",
      "echo one > first.txt",
      "echo '::agf checkpoint one of two'",
      gate.wait,
      "echo two > second.txt",
      gate.reach,
      "sleep 600",
    ),
  });
  const first = await aProcess(coordinator, { dataFolder });
  await coordinator.until(() => coordinator.job(jobId).checkpoint?.summary === "one of two");
  await gate.open();
  await gate.reached();
  await first.kill();

  await aFactory(coordinator, { dataFolder });
  const job = await coordinator.until(() => coordinator.job(jobId).outcome && coordinator.job(jobId));
  // The second file was in no checkpoint of the first life: the next one found it in the work tree.
  expect(repository.show(`agf/${jobId}`, "both.txt")).toBe("one\ntwo");
  expect(repository.show(`agf/${jobId}`, "epoch.txt")).toBe(String(job.leaseEpoch));
  expect(job.leaseEpoch).toBeGreaterThan(1);
});

test("[FW55] an engine does not outlive its factory, however that ended", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const gate = await aGate();
  const dataFolder = join(await aFolder(), "factory");
  const jobId = coordinator.submit({
    bodyMd: script("trap '' HUP INT TERM", "sleep 600 &", `echo $! > ${gate.folder}/child`, gate.reach, "sleep 600"),
  });
  const factory = await aProcess(coordinator, { dataFolder });
  await gate.reached();
  const engine = await engineOf(dataFolder, runIdOf(jobId, 1));
  const child = Number(await readFile(join(gate.folder, "child"), "utf8"));
  expect(await Promise.all([isRunning(engine), isRunning(child)])).toEqual([true, true]);
  await factory.kill();
  await vi.waitUntil(async () => !(await isRunning(engine)) && !(await isRunning(child)));
});

test("[FW55] an engine that did is ended by the next life of the factory; a process that only has its number is not", async () => {
  const dataFolder = join(await aFolder(), "factory");
  const orphan = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
  const stranger = spawn("sleep", ["600"], { detached: true, stdio: "ignore" });
  onTestFinished(() => void stranger.kill("SIGKILL"));
  const folders = [runFolderOf(dataFolder, "run_1_1"), runFolderOf(dataFolder, "run_2_1")] as const;
  for (const folder of folders)
    await folder.recordStart({ runId: "run", jobId: "job", epoch: 1, engine: "shell", mirror: null });
  await folders[0].recordEngine(orphan.pid!);
  const pid = stranger.pid!;
  await writeFile(join(dataFolder, "runs", "run_2_1", "engine.json"), JSON.stringify({ pid, startedAt: "1" }));
  const ended = once(orphan, "exit");
  await salvage({ dataFolder, factoryName: "forge", spool: createSpool(dataFolder), log: () => null, endedAt: "" });
  expect((await ended)[1]).toBe("SIGKILL");
  expect(await isRunning(pid)).toBe(true);
  expect(await Promise.all(folders.map((folder) => folder.hasEnded()))).toEqual([true, true]);
});

test("[FW51] a finished job whose report did not get out before the crash is reported in the next life, not done again", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const dataFolder = join(await aFolder(), "factory");
  const jobId = coordinator.submit({ bodyMd: script("true") });
  const first = await aProcess(coordinator, { dataFolder });
  await coordinator.until(() => coordinator.job(jobId).stage === "building");
  coordinator.down = true;
  const spool = createSpool(dataFolder);
  while (!(await spool.pending()).some(({ name }) => name.endsWith(".finish")))
    await nextChange(join(dataFolder, "spool"));
  await first.kill();
  coordinator.down = false;

  const second = await aFactory(coordinator, { dataFolder });
  await coordinator.until(() => coordinator.job(jobId).stage === "review");
  await second.logged("spool.settled", { name: `${runIdOf(jobId, 1)}.finish` });
  expect(coordinator.job(jobId).leaseEpoch).toBe(1);
  expect(second.lines.some(({ event }) => event === "attempt.started")).toBe(false);
  expect(await spool.pending()).toEqual([]);
});

test("[FW52] an enrolment whose reply is lost is repeated as the same one, although the code is spent", async () => {
  const coordinator = await ScriptedCoordinator.start();
  coordinator.losing.push(...Array.from({ length: 6 }, () => "enrolFactory" as const));
  const dataFolder = join(await aFolder(), "factory");
  const first = await aFactory(coordinator, { dataFolder });
  expect(await first.ended).toEqual({ exitCode: 1 });
  const second = await aFactory(coordinator, { dataFolder });
  await second.logged("factory.started");
  expect(coordinator.enrolments.size).toBe(1);
});

test("[FW52] a factory that is enrolled needs no code, and a data folder belongs to one product", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const dataFolder = join(await aFolder(), "factory");
  const first = await aFactory(coordinator, { dataFolder });
  await first.logged("factory.started");
  first.drain();
  await first.ended;
  const second = await aFactory(coordinator, { dataFolder, enrolmentCode: null });
  await second.logged("factory.started");
  second.drain();
  await second.ended;
  expect(await (await aFactory(coordinator, { dataFolder, productId: "other" })).ended).toEqual({ exitCode: 1 });
  expect(await (await aFactory(coordinator, { enrolmentCode: null })).ended).toEqual({ exitCode: 1 });
  expect(await (await aFactory(coordinator, { enrolmentCode: `${CODE}x` })).ended).toEqual({ exitCode: 1 });
});

test("[FW53] boots are numbered upwards, also when the clock was set back", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const dataFolder = join(await aFolder(), "factory");
  for (const wallClock of [5_000, 1_000]) {
    const factory = await aFactory(coordinator, { dataFolder }, { wallClockMs: () => wallClock });
    await coordinator.until(() => coordinator.made("heartbeat").at(-1)?.body["bootId"]);
    factory.drain();
    await factory.ended;
  }
  const boots = new Set(coordinator.made("heartbeat").map((call) => call.body["bootId"]));
  expect([...boots]).toEqual([5_000, 5_001]);
});

test("[FW54] one data folder, one factory; a lock whose holder is gone is no lock", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const dataFolder = join(await aFolder(), "factory");
  const first = await aProcess(coordinator, { dataFolder });
  await coordinator.until(() => coordinator.made("heartbeat").length > 0);
  const refused = await aFactory(coordinator, { dataFolder });
  expect(await refused.ended).toEqual({ exitCode: 1 });
  expect(refused.lines).toContainEqual(expect.objectContaining({ event: "factory.folder-in-use", pid: first.pid }));
  await first.kill();
  const next = await aFactory(coordinator, { dataFolder });
  await next.logged("factory.started");
  next.drain();
  await next.ended;
  // A lock that nobody can read is that of a factory that died while it wrote it.
  await writeFile(join(dataFolder, "factory.lock"), "{");
  await (await aFactory(coordinator, { dataFolder })).logged("factory.started");
});

test("[FW11] as a process: the first SIGTERM lets it finish, and it ends with 0", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const gate = await aGate();
  const jobId = coordinator.submit({ bodyMd: script(gate.reach, gate.wait) });
  const factory = await aProcess(coordinator, { dataFolder: join(await aFolder(), "factory") });
  await gate.reached();
  factory.signal("SIGTERM");
  await coordinator.until(() => coordinator.made("heartbeat").at(-1)?.body["draining"] === true);
  await gate.open();
  expect(await factory.exited).toBe(0);
  expect(coordinator.job(jobId).stage).toBe("review");
});

async function engineOf(dataFolder: string, runId: string): Promise<number> {
  const text = await readFile(join(dataFolder, "runs", runId, "engine.json"), "utf8");
  return (JSON.parse(text) as { pid: number }).pid;
}

async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat !== null && !/\) [ZX] /.test(stat);
}

/** Resolves soon: the folder may not exist yet, so it cannot be watched. */
async function nextChange(folder: string): Promise<void> {
  await readdir(folder).catch(() => []);
  await new Promise((resolve) => setTimeout(resolve, 20));
}
