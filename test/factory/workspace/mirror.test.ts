import { execFileSync } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { addCheckout, removeCheckout } from "#factory/workspace/checkout.ts";
import { GitError } from "#factory/workspace/git.ts";
import { createMirrors } from "#factory/workspace/mirror.ts";
import { createSerial } from "#factory/workspace/serial.ts";
import { commitAll } from "#factory/workspace/snapshot.ts";
import { aFolder } from "../support/a-folder.ts";
import { aRepository } from "../support/a-repository.ts";
import { aCheckout, JOB_ID } from "./a-checkout.ts";

vi.setConfig({ testTimeout: 30_000 });

test("[FW28] many jobs ask for one mirror at once and get it once", async () => {
  const repository = await aRepository();
  const mirrors = createMirrors(await aFolder(), 1);
  const folders = await Promise.all([1, 2, 3, 4].map(() => mirrors.refresh(repository.url)));
  expect(new Set(folders).size).toBe(1);
});

test("[FW28] a fetch brings what is new and touches no work tree", async () => {
  const repository = await aRepository();
  const dataFolder = await aFolder();
  const mirrors = createMirrors(dataFolder, 1);
  const mirror = await mirrors.refresh(repository.url);
  const repo = { url: repository.url, branch: "main" };
  const one = await addCheckout({
    mirror,
    folder: join(dataFolder, "1"),
    jobId: JOB_ID,
    epoch: 1,
    repo,
    checkpoint: null,
  });
  const newer = await repository.pushed("main", "later.txt", "later\n");
  await mirrors.refresh(repository.url);
  const two = await addCheckout({
    mirror,
    folder: join(dataFolder, "2"),
    jobId: JOB_ID,
    epoch: 2,
    repo,
    checkpoint: null,
  });
  expect(two.startSha).toBe(newer);
  expect(execFileSync("git", ["rev-parse", "HEAD"], { cwd: one.folder, encoding: "utf8" }).trim()).toBe(one.startSha);
});

test("[FW28] a repository that cannot be read leaves no mirror behind, and the next try starts afresh", async () => {
  const folder = await aFolder();
  const mirrors = createMirrors(folder, 1);
  await expect(mirrors.refresh(join(folder, "none.git"))).rejects.toThrow(GitError);
  await expect(mirrors.refresh("--upload-pack=touch /tmp/x")).rejects.toThrow(/no address/);
});

test("[FW28] a branch that does not exist is named", async () => {
  const repository = await aRepository();
  const dataFolder = await aFolder();
  const mirror = await createMirrors(dataFolder, 1).refresh(repository.url);
  const repo = { url: repository.url, branch: "nope" };
  const request = { mirror, folder: join(dataFolder, "1"), jobId: JOB_ID, epoch: 1, repo, checkpoint: null };
  await expect(addCheckout(request)).rejects.toThrow(/no branch nope/);
});

test("[FW29] a removed work tree keeps its branch in the mirror when nothing else holds its commits", async () => {
  const checkout = await aCheckout(await aRepository(), 1);
  await writeFile(join(checkout.folder, "x.txt"), "x\n");
  const sha = await commitAll(checkout, { name: "forge", message: "Only here" });
  await removeCheckout(checkout);
  const branches = execFileSync("git", ["for-each-ref", "--format=%(objectname)", "refs/heads"], {
    cwd: checkout.mirror,
    encoding: "utf8",
  });
  expect(branches.trim()).toBe(sha);
});

test("[FW29] hooks that a work tree's engine leaves in the mirror are not run in the factory's name", async () => {
  const repository = await aRepository();
  const checkout = await aCheckout(repository, 1);
  const trace = join(checkout.mirror, "trace");
  const hook = `#!/bin/sh\ntouch ${trace}\nexit 1\n`;
  await writeFile(join(checkout.mirror, "hooks", "pre-commit"), hook, { mode: 0o755 });
  await writeFile(join(checkout.folder, "x.txt"), "x\n");
  await commitAll(checkout, { name: "forge", message: "Quietly" });
  expect(await readdir(checkout.mirror)).not.toContain("trace");
});

test("[FW28] work on one key is done in order, a failure is its own, and other keys do not wait", async () => {
  const serial = createSerial();
  const order: string[] = [];
  let open: () => void = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const first = serial("a", async () => {
    await gate;
    order.push("a1");
    throw new Error("a1 broke");
  });
  const second = serial("a", async () => order.push("a2"));
  await serial("b", async () => order.push("b1"));
  open();
  await expect(first).rejects.toThrow("a1 broke");
  await second;
  expect(order).toEqual(["b1", "a1", "a2"]);
});
