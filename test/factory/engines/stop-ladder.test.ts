import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { fenced, runShell } from "./run-shell.ts";

test("[FW33] an engine that listens to the interrupt ends by itself, with its own last words", async () => {
  const shell = await runShell(fenced("trap 'echo saving; exit 4' INT", "echo ready", "while :; do sleep 0.02; done"));
  await shell.said("ready");
  shell.run.stop("checkpoint");
  expect(await shell.done).toMatchObject({ code: "exit-code", exitCode: 4 });
  expect(shell.lines()).toContain("saving");
});

test("[FW33] an engine that ignores the interrupt is terminated", async () => {
  const shell = await runShell(
    fenced("trap '' INT", "trap 'echo terminated; exit 5' TERM", "echo ready", "while :; do sleep 0.02; done"),
  );
  await shell.said("ready");
  shell.run.stop("checkpoint");
  expect(await shell.done).toMatchObject({ code: "exit-code", exitCode: 5 });
});

test("[FW33] an engine that ignores everything is killed, with every process that it started", async () => {
  const shell = await runShell(
    fenced(
      "trap '' INT TERM",
      "(trap '' INT TERM; while :; do sleep 0.05; done) &",
      'echo "child $!"',
      "echo ready",
      "while :; do sleep 0.02; done",
    ),
  );
  await shell.said("ready");
  const startedAt = performance.now();
  shell.run.stop("checkpoint");
  expect(await shell.done).toMatchObject({ code: "killed", exitCode: null });
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(390);
  const child = Number(/child (\d+)/.exec(shell.lines().join("\n"))?.[1]);
  expect(await isRunning(child)).toBe(false);
});

test("[FW33] a harder stop overtakes a softer one", async () => {
  const ladder = { interruptGraceMs: 60_000, terminateGraceMs: 60_000 };
  const shell = await runShell(fenced("trap '' INT TERM", "echo ready", "while :; do sleep 0.02; done"), { ladder });
  await shell.said("ready");
  shell.run.stop("checkpoint");
  shell.run.stop("kill");
  expect(await shell.done).toMatchObject({ code: "killed" });
});

test("[FW33] what a script leaves running in the background ends with it", async () => {
  const shell = await runShell(fenced("sleep 600 &", 'echo "child $!"'));
  expect(await shell.done).toMatchObject({ code: "ok" });
  const child = Number(/child (\d+)/.exec(shell.lines().join("\n"))?.[1]);
  expect(await isRunning(child)).toBe(false);
});

test("[FW33] a stop that comes before the process does keeps it from starting", async () => {
  const shell = await runShell(fenced("echo started"));
  shell.run.stop("cancel");
  expect(await shell.done).toMatchObject({ code: "killed" });
  expect(shell.lines()).toEqual([]);
});

/** A killed process may wait for its parent to take notice: as a zombie it runs no more. */
async function isRunning(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  return stat !== null && !/\) [ZX] /.test(stat);
}
