import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { runIdOf } from "#contract/id.ts";
import { wipRefOf } from "#factory/workspace/refs.ts";
import { aFactory } from "./support/a-factory.ts";
import { aRepository } from "./support/a-repository.ts";
import { ScriptedCoordinator } from "./support/scripted-coordinator.ts";
import { aGate, script } from "./support/script.ts";

vi.setConfig({ testTimeout: 30_000 });

test("[FW40] a script that fails is a failed attempt, whose work the checkpoint keeps", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const repository = await aRepository();
  const repo = { url: repository.url, branch: "main" };
  const jobId = coordinator.submit({ repo, bodyMd: script("echo half > half.txt", "exit 9") });
  await aFactory(coordinator);
  const job = await coordinator.until(() => coordinator.job(jobId).outcome && coordinator.job(jobId));
  expect(job).toMatchObject({ stage: "failed", outcome: { code: "exit-code", exitCode: 9, branch: null } });
  expect(job.checkpoint).toMatchObject({ sha: job.outcome?.sha, epoch: 1, engine: "shell" });
  expect(repository.show(wipRefOf(jobId, 1), "half.txt")).toBe("half");
  expect(repository.at(`refs/heads/agf/${jobId}`)).toBeNull();
});

test("[FW40] a job without a repository runs in an empty folder and has no commit to show", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const jobId = coordinator.submit({ reviewersNeeded: 0, bodyMd: script('test -z "$(ls -A)"') });
  await aFactory(coordinator);
  const job = await coordinator.until(() => coordinator.job(jobId).outcome && coordinator.job(jobId));
  expect(job).toMatchObject({ stage: "testing", outcome: { code: "ok", sha: null, branch: null } });
});

test("[FW40] a repository that cannot be had is an outcome, and the factory goes on with the next job", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const broken = coordinator.submit({ repo: { url: "/no/such.git", branch: "main" }, bodyMd: script("true") });
  const fine = coordinator.submit({ bodyMd: script("true") });
  await aFactory(coordinator);
  await coordinator.until(() => coordinator.job(fine).outcome);
  expect(coordinator.job(broken).outcome).toMatchObject({ code: "workspace" });
});

test("[FW20] a checkpoint that the last line asks for is taken before the work is committed, not in the middle of it", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const repository = await aRepository();
  const repo = { url: repository.url, branch: "main" };
  coordinator.submit({ repo, bodyMd: script("echo x > x", "echo '::agf checkpoint all'") });
  const factory = await aFactory(coordinator);
  await factory.logged("attempt.ended", { end: "finished: accepted" });
  const pushed = factory.lines.filter(({ event }) => event === "checkpoint.pushed").map((line) => String(line["sha"]));
  expect(pushed).toHaveLength(2);
  expect(pushed.map((sha) => repository.show(sha, "x"))).toEqual(["x", "x"]);
});

test("[FW41] the wall clock ends an engine, and that is the reason even when the script says 0", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const bodyMd = script("trap 'exit 0' INT", "while :; do sleep 0.02; done");
  const jobId = coordinator.submit({ wallMinutes: 0.005, bodyMd });
  await aFactory(coordinator);
  const outcome = await coordinator.until(() => coordinator.job(jobId).outcome);
  expect(outcome).toMatchObject({ code: "wall-clock", result: "failed" });
});

test("[FW42] a factory that loses its lease ends the engine, keeps the work on the grant's own ref, and tells what it cost", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const repository = await aRepository();
  const repo = { url: repository.url, branch: "main" };
  const usage = `echo '::agf usage {"inputTokens":7,"costUsd":0.5}'`;
  const jobId = coordinator.submit({
    repo,
    bodyMd: script("echo half > half.txt", "echo '::agf checkpoint half way'", usage, "sleep 600"),
  });
  const factory = await aFactory(coordinator);
  await coordinator.until(() => coordinator.job(jobId).checkpoint?.summary === "half way");
  coordinator.lifecycle = "paused";
  coordinator.takeAway(jobId);
  const runId = runIdOf(jobId, 1);
  await factory.logged("attempt.ended", { runId, end: "lost" });
  expect(repository.at(wipRefOf(jobId, 1))).not.toBeNull();
  expect(repository.at(`refs/heads/agf/${jobId}`)).toBeNull();
  expect(coordinator.job(jobId)).toMatchObject({ stage: "queued", outcome: null });
  expect(coordinator.usage.get(runId)).toMatchObject([{ inputTokens: 7, costUsd: 0.5 }]);
});

test("[FW24] a job that was taken away unnoticed is not published: the lease is confirmed before the branch moves", async () => {
  const coordinator = await ScriptedCoordinator.start();
  coordinator.cadence = { ...coordinator.cadence, heartbeatSec: 30, leaseTtlSec: 600, renewSec: 300 };
  const repository = await aRepository();
  const repo = { url: repository.url, branch: "main" };
  const gate = await aGate();
  const jobId = coordinator.submit({ repo, bodyMd: script("echo late > late.txt", gate.reach, gate.wait) });
  const factory = await aFactory(coordinator);
  await gate.reached();
  coordinator.lifecycle = "paused";
  coordinator.takeAway(jobId);
  await gate.open();
  await factory.logged("attempt.ended", { runId: runIdOf(jobId, 1), end: "lost" });
  expect(repository.at(`refs/heads/agf/${jobId}`)).toBeNull();
  expect(repository.show(wipRefOf(jobId, 1), "late.txt")).toBe("late");
});

test("[FW43] a reply that is lost is no failure: every report takes effect once", async () => {
  const coordinator = await ScriptedCoordinator.start();
  coordinator.losing.push("claimJob", "patchJob", "patchJob", "renewLease", "reportUsage");
  const repository = await aRepository();
  const repo = { url: repository.url, branch: "main" };
  const jobId = coordinator.submit({ repo, bodyMd: script("echo done > made.txt") });
  const factory = await aFactory(coordinator);
  await factory.logged("attempt.ended", { end: "finished: accepted" });
  expect(coordinator.job(jobId)).toMatchObject({ stage: "review", leaseEpoch: 1 });
  const opIds = new Set(coordinator.made("patchJob").map((call) => call.body["opId"]));
  expect([...opIds]).toEqual(["start", "checkpoint-1", "finish"].map((verb) => `${runIdOf(jobId, 1)}.${verb}`));
  const claims = coordinator
    .made("claimJob")
    .slice(0, 2)
    .map((call) => call.body["claimId"]);
  expect(claims[0]).toBe(claims[1]);
  expect(factory.lines.filter(({ event }) => event === "attempt.started")).toHaveLength(1);
});

test("[FW44] an outage stops no engine; what was to be said is said when the coordinator is back", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const repository = await aRepository();
  const repo = { url: repository.url, branch: "main" };
  const gate = await aGate();
  const jobId = coordinator.submit({
    repo,
    bodyMd: script("echo '::agf checkpoint started'", gate.wait, "echo x > x"),
  });
  const factory = await aFactory(coordinator);
  await coordinator.until(() => coordinator.job(jobId).checkpoint);
  coordinator.down = true;
  await gate.open();
  // The work is kept on the remote while nobody answers, and the branch stays where it was.
  await factory.logged("checkpoint.pushed", {}, 2);
  expect(repository.at(`refs/heads/agf/${jobId}`)).toBeNull();
  coordinator.down = false;
  await factory.logged("attempt.ended", { end: "finished: accepted" });
  expect(repository.show(`agf/${jobId}`, "x")).toBe("x");
});

test("[FW45] a factory that is stopped keeps the work and gives the job back", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const repository = await aRepository();
  const repo = { url: repository.url, branch: "main" };
  const gate = await aGate();
  const jobId = coordinator.submit({ repo, bodyMd: script("echo half > half.txt", gate.reach, "sleep 600") });
  const factory = await aFactory(coordinator);
  await gate.reached();
  factory.stop();
  expect(await factory.ended).toEqual({ exitCode: 0 });
  const job = coordinator.job(jobId);
  expect(job).toMatchObject({ stage: "queued", checkpoint: { epoch: 1 } });
  expect(repository.show(job.checkpoint?.sha ?? "", "half.txt")).toBe("half");
  expect(coordinator.made("releaseLease")).toHaveLength(1);
});

test("[FW46] a factory whose token is revoked stops its engines and ends with 3", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const gate = await aGate();
  coordinator.submit({ bodyMd: script(gate.reach, "sleep 600") });
  const factory = await aFactory(coordinator);
  await gate.reached();
  coordinator.revoked = true;
  expect(await factory.ended).toEqual({ exitCode: 3 });
});

test("[FW47] secrets that engines may see are masked in what is kept of their words", async () => {
  const coordinator = await ScriptedCoordinator.start();
  coordinator.submit({ bodyMd: script('echo "key is $API_KEY"', 'printf %s "$API_KEY" | base64') });
  const environment = { PATH: process.env["PATH"], API_KEY: "sk-very-secret-value" };
  const factory = await aFactory(coordinator, { passEnv: ["API_KEY"] }, { environment });
  const { runId } = await factory.logged("attempt.ended");
  const log = await readFile(join(factory.dataFolder, "runs", String(runId), "log.ndjson"), "utf8");
  expect(log).toContain("key is ***");
  expect(log).not.toContain("sk-very");
  expect(log).not.toContain(Buffer.from("sk-very-secret").toString("base64").slice(0, 12));
});

test("[FW48] an engine's running totals are reported by session, and silence is not a zero", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const first = `echo '::agf usage {"inputTokens":10,"costUsd":0.1}'`;
  const second = `echo '::agf usage {"inputTokens":25,"outputTokens":3,"costUsd":0.3}'`;
  const jobId = coordinator.submit({ bodyMd: script(first, second, "echo '::agf session s-2'", first) });
  const silent = coordinator.submit({ bodyMd: script("true") });
  const factory = await aFactory(coordinator);
  await factory.logged("attempt.ended", {}, 2);
  expect(coordinator.usage.get(runIdOf(jobId, 1))).toEqual([
    { session: "shell-1", inputTokens: 25, outputTokens: 3, costUsd: 0.3, source: "reported" },
    { session: "s-2", inputTokens: 10, outputTokens: 0, costUsd: 0.1, source: "reported" },
  ]);
  expect(coordinator.usage.get(runIdOf(silent, 1))).toMatchObject([{ costUsd: null, source: "unknown" }]);
});
