import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lockDataFolder } from "#local/data-folder.ts";
import { bundleFixture, killHard, runFixture } from "./host/child.ts";
import { removeFolder, temporaryFolder } from "./host/support.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => removeFolder(folder));

test("[LG1] a folder is created and held by one; the second one is told who has it", async () => {
  const path = join(folder, "deep", "x".repeat(120));
  const held = await lockDataFolder(path, Date.UTC(2026, 0, 2));
  expect((await stat(path)).isDirectory()).toBe(true);
  await expect(lockDataFolder(path, Date.now())).rejects.toThrow(
    new RegExp(`is in use by process ${process.pid} \\(node .*\\), since 2026-01-02T00:00:00.000Z`),
  );
  await held.release();
  const again = await lockDataFolder(path, Date.now());
  await again.release();
});

test("[LG2] the lock of a killed process is gone with it", async () => {
  const path = join(folder, "killed");
  const file = await bundleFixture("lock-process", folder);
  const { child, line } = await runFixture(file, [path]);
  expect(line).toBe("locked");
  await expect(lockDataFolder(path, Date.now())).rejects.toThrow(`process ${child.pid}`);
  await killHard(child);
  const held = await lockDataFolder(path, Date.now());
  await held.release();
});
