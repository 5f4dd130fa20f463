import { expect, test, vi } from "vitest";
import { type Engine, type RunContext } from "#factory/engines/engine.ts";
import { createShellEngine } from "#factory/engines/shell.ts";
import { aFactory } from "./support/a-factory.ts";
import { aRepository } from "./support/a-repository.ts";
import { ScriptedCoordinator } from "./support/scripted-coordinator.ts";
import { script } from "./support/script.ts";

vi.setConfig({ testTimeout: 30_000 });

/** The shell engine under another name, which remembers what it was given to start from. */
function anEngine(id: string, seen: RunContext[]): Engine {
  const shell = createShellEngine(process.env);
  return {
    ...shell,
    id,
    start: (context) => {
      seen.push(context);
      return shell.start(context);
    },
  };
}

/** One attempt that fails after a checkpoint with a session, and a second one by whichever engine the job names then. */
async function handedOver(second: string): Promise<RunContext> {
  const coordinator = await ScriptedCoordinator.start();
  const repository = await aRepository();
  const seen: RunContext[] = [];
  const jobId = coordinator.submit({
    engine: "claude",
    repo: { url: repository.url, branch: "main" },
    bodyMd: script(
      "[ $AGF_RESUMED = 0 ] || exit 0",
      "echo half > half.txt",
      "echo '::agf session s-42'",
      "echo '::agf checkpoint half way'",
      "exit 1",
    ),
  });
  await aFactory(coordinator, {}, { engines: [anEngine("claude", seen), anEngine("codex", seen)] });
  await coordinator.until(() => coordinator.job(jobId).stage === "failed");
  expect(coordinator.job(jobId).checkpoint).toMatchObject({
    engine: "claude",
    sessionRef: "s-42",
    summary: "half way",
  });
  coordinator.retry(jobId, { engine: second });
  await coordinator.until(() => coordinator.job(jobId).stage === "review");
  expect(repository.show(`agf/${jobId}`, "half.txt")).toBe("half");
  return seen[1]!;
}

test("[FW56] the engine that made a checkpoint gets its session back with the commit", async () => {
  expect((await handedOver("claude")).resume).toMatchObject({ sessionRef: "s-42", summary: "half way" });
});

test("[FW56] another engine goes on from the same commit with the summary alone: a session of others says nothing to it", async () => {
  expect((await handedOver("codex")).resume).toMatchObject({ sessionRef: null, summary: "half way" });
});
