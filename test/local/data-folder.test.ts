import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { lockDataFolder } from "#local/data-folder.ts";
import { bundleFixture, killHard, runFixture } from "./host/child.ts";
import { removeFolder, temporaryFolder } from "./host/support.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => removeFolder(folder));

// Where there is no abstract namespace (macOS), the lock is a socket file, which any Unix can show.
const platforms = process.platform === "linux" ? ["linux", "darwin"] : [process.platform];

describe.each(platforms)("the lock of a data folder, as on %s", (platform) => {
  const real = process.platform;
  beforeAll(() => {
    Object.defineProperty(process, "platform", { value: platform });
  });
  afterAll(() => {
    Object.defineProperty(process, "platform", { value: real });
  });

  test("[LG1] a folder is created and held by one; the second one is told who has it", async () => {
    const path = join(folder, platform, "x".repeat(120));
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
    const path = join(folder, `${platform}-killed`);
    const file = await bundleFixture("lock-process", folder);
    const { child, line } = await runFixture(file, [path, platform]);
    expect(line).toBe("locked");
    await expect(lockDataFolder(path, Date.now())).rejects.toThrow(`process ${child.pid}`);
    await killHard(child);
    const starts = await Promise.allSettled([1, 2, 3].map(() => lockDataFolder(path, Date.now())));
    const held = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
    expect(held).toHaveLength(1);
    await held[0]?.release();
  });
});
