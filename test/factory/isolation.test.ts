import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { runIdOf } from "#contract/id.ts";
import { canIsolate, isolateByNamespaces } from "#factory/engines/isolation.ts";
import { fenced, runShell } from "./engines/run-shell.ts";
import { aFactory } from "./support/a-factory.ts";
import { aFolder } from "./support/a-folder.ts";
import { aProcess } from "./support/a-process.ts";
import { ScriptedCoordinator } from "./support/scripted-coordinator.ts";
import { script } from "./support/script.ts";

vi.setConfig({ testTimeout: 30_000 });
const probeFolder = await mkdtemp(join(tmpdir(), "agf-isolation-"));
const able = process.platform === "linux" && (await canIsolate(probeFolder));
afterAll(() => rm(probeFolder, { recursive: true, force: true }));

/** Everything that a script of the same user could try to get at a secret of the process that started it. */
const tries = (identity: string): string[] => [
  "env",
  `cat ${identity}`,
  `umount ${identity} && cat ${identity}`,
  `unshare --user --map-root-user --mount sh -c 'umount ${identity}; cat ${identity}'`,
  `cat /proc/$PPID/root${identity}`,
  `cat /proc/$PPID/environ`,
  `cat /proc/$PPID/fd/*`,
  `cat /proc/$PPID/mem | head -c 1000`,
];

test("[FW70] an engine cannot read the factory's token: not in its environment, not through /proc, not in files", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const dataFolder = join(await aFolder(), "factory");
  const commands = tries(join(dataFolder, "identity.json")).map((line) => `${line} || echo "no: $?"`);
  const jobId = coordinator.submit({ bodyMd: script(...commands, "echo tried everything") });
  const factory = await aProcess(
    coordinator,
    { dataFolder, isolation: able ? "required" : "off" },
    { CANARY: "in-the-environment" },
  );
  await coordinator.until(() => coordinator.job(jobId).outcome);
  factory.signal("SIGTERM");
  await factory.exited;
  const log = await readFile(join(dataFolder, "runs", runIdOf(jobId, 1), "log.ndjson"), "utf8");
  expect(log).toContain("tried everything");
  // The mask hides the token itself: what stands beside it in the file is looked for, and the mask.
  const found = /factoryId|in-the-environment|\*\*\*/.test(log);
  expect(found).toBe(!able);
});

test("[FW70] where isolation is required and cannot be had, the factory does not start", async () => {
  const coordinator = await ScriptedCoordinator.start();
  vi.stubEnv("PATH", "/nowhere");
  const factory = await aFactory(coordinator, { isolation: "required" });
  expect(await factory.ended).toEqual({ exitCode: 1 });
  vi.unstubAllEnvs();
  expect(factory.lines).toContainEqual(expect.objectContaining({ event: "isolation.unavailable", required: true }));
});

test.runIf(able)("[FW70] hidden folders are empty, everything else and the user are what they were", async () => {
  const hidden = join(await aFolder(), "hidden");
  await mkdir(hidden);
  await writeFile(join(hidden, "key"), "hush\n");
  const shell = await runShell(
    fenced("id -u", `ls -A ${hidden}`, `cat ${hidden}/key || echo nothing`, "echo x > made"),
    {
      isolate: isolateByNamespaces([hidden, "/no/such/path"]),
    },
  );
  expect(await shell.done).toMatchObject({ code: "ok" });
  expect(shell.lines()).toContain(String(process.getuid?.()));
  expect(shell.lines()).toContain("nothing");
  expect(shell.lines().join("\n")).not.toContain("hush");
});

test.runIf(able)("[FW70] an isolated engine is stopped like any other", async () => {
  const shell = await runShell(fenced("trap 'exit 4' INT", "echo ready", "while :; do sleep 0.02; done"), {
    isolate: isolateByNamespaces([]),
  });
  await shell.said("ready");
  shell.run.stop("checkpoint");
  expect(await shell.done).toMatchObject({ code: "exit-code", exitCode: 4 });
});
