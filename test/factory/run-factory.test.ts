import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { aFactory } from "./support/a-factory.ts";
import { aRepository } from "./support/a-repository.ts";
import { script } from "./support/script.ts";
import { CODE, ScriptedCoordinator, TOKEN } from "./support/scripted-coordinator.ts";

vi.setConfig({ testTimeout: 30_000 });

test("[FW1] a factory enrols, claims, works, publishes and reports", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const repository = await aRepository();
  const repo = { url: repository.url, branch: "main" };
  const jobId = coordinator.submit({ repo, title: "Write a file", bodyMd: script("echo done > made.txt") });
  const factory = await aFactory(coordinator);

  const job = await coordinator.until(() => coordinator.job(jobId).outcome && coordinator.job(jobId));
  expect(job.stage).toBe("review");
  expect(job.outcome).toMatchObject({ result: "succeeded", code: "ok", branch: `agf/${jobId}`, exitCode: 0 });
  expect(job.outcome?.sha).toBe(repository.at(`refs/heads/agf/${jobId}`));
  expect(repository.show(`agf/${jobId}`, "made.txt")).toBe("done");
  expect(repository.git("log", "-1", "--format=%an", `agf/${jobId}`)).toBe("Agent Gigafactory forge");

  factory.drain();
  expect(await factory.ended).toEqual({ exitCode: 0 });
  const identityFile = join(factory.dataFolder, "identity.json");
  expect(JSON.parse(await readFile(identityFile, "utf8"))).toMatchObject({ token: TOKEN });
  expect((await stat(identityFile)).mode & 0o777).toBe(0o600);
  expect(coordinator.enrolments.has(CODE)).toBe(true);
});
