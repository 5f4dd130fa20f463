import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { type Checkout } from "#factory/workspace/checkout.ts";
import { pushCheckpoint } from "#factory/workspace/push-checkpoint.ts";
import { wipRefOf } from "#factory/workspace/refs.ts";
import { type Snapshot, takeSnapshot } from "#factory/workspace/snapshot.ts";
import { aRepository } from "../support/a-repository.ts";
import { aCheckout, JOB_ID } from "./a-checkout.ts";

const snap = (checkout: Checkout): Promise<Snapshot> =>
  takeSnapshot(checkout, { name: "forge", message: "Checkpoint", indexFile: join(checkout.mirror, "test.index") });
const git = (checkout: Checkout, ...args: string[]): string =>
  execFileSync("git", args, { cwd: checkout.folder, encoding: "utf8" }).trimEnd();

vi.setConfig({ testTimeout: 30_000 });

test("[FW20] a checkpoint holds new, changed and deleted files, and moves neither the engine's index nor its branch", async () => {
  const repository = await aRepository();
  await repository.pushed("main", "old.txt", "old\n");
  const checkout = await aCheckout(repository, 1);
  await writeFile(join(checkout.folder, "new.txt"), "new\n");
  await writeFile(join(checkout.folder, "staged.txt"), "half\n");
  git(checkout, "add", "staged.txt");
  git(checkout, "rm", "--quiet", "old.txt");
  const before = [git(checkout, "status", "--porcelain"), git(checkout, "rev-parse", "HEAD")];

  const { sha } = await snap(checkout);
  expect(git(checkout, "ls-tree", "--name-only", sha).split("\n")).toEqual(["README.md", "new.txt", "staged.txt"]);
  expect([git(checkout, "status", "--porcelain"), git(checkout, "rev-parse", "HEAD")]).toEqual(before);
});

test("[FW20] a clean tree is its own head: no commit is made", async () => {
  const checkout = await aCheckout(await aRepository(), 1);
  expect((await snap(checkout)).sha).toBe(checkout.startSha);
});

test("[FW20] ignored files are no part of a checkpoint", async () => {
  const repository = await aRepository();
  await repository.pushed("main", ".gitignore", "secret.env\n");
  const checkout = await aCheckout(repository, 1);
  await writeFile(join(checkout.folder, "secret.env"), "x\n");
  expect((await snap(checkout)).sha).toBe(checkout.startSha);
});

test("[FW21] the next holder starts from the commit that was recorded, in a work tree of its own", async () => {
  const repository = await aRepository();
  const first = await aCheckout(repository, 1);
  await writeFile(join(first.folder, "half.txt"), "half done\n");
  const { sha } = await snap(first);
  expect(await pushCheckpoint(first, sha, null)).toEqual({ kind: "pushed" });
  await writeFile(join(first.folder, "half.txt"), "what nobody recorded\n");

  const second = await aCheckout(repository, 2, { sha, epoch: 1 });
  expect(second).toMatchObject({ startSha: sha, resumed: true });
  expect(await readFile(join(second.folder, "half.txt"), "utf8")).toBe("half done\n");
});

test("[FW21] a commit that its ref no longer names is still found when the remote gives it away", async () => {
  const repository = await aRepository();
  repository.git("config", "uploadpack.allowAnySHA1InWant", "true");
  const first = await aCheckout(repository, 1);
  await writeFile(join(first.folder, "half.txt"), "half done\n");
  const { sha } = await snap(first);
  await pushCheckpoint(first, sha, null);
  repository.git("update-ref", "-d", wipRefOf(JOB_ID, 1));
  expect(await aCheckout(repository, 2, { sha, epoch: 1 })).toMatchObject({ startSha: sha, resumed: true });
});

test("[FW21] a checkpoint that cannot be found degrades to a fresh start, and says so", async () => {
  const repository = await aRepository();
  const lost = await aCheckout(repository, 2, { sha: "0123456789012345678901234567890123456789", epoch: 1 });
  expect(lost).toMatchObject({ startSha: repository.firstSha, resumed: false });
});

test("[FW22] checkpoints follow each other on the grant's own ref, and a repeated push is recognised", async () => {
  const repository = await aRepository();
  const checkout = await aCheckout(repository, 3);
  await writeFile(join(checkout.folder, "a.txt"), "1\n");
  const one = await snap(checkout);
  await pushCheckpoint(checkout, one.sha, null);
  // The reply to this push is thought lost: the same push again meets what it brought itself.
  expect(await pushCheckpoint(checkout, one.sha, null)).toEqual({ kind: "pushed" });
  await writeFile(join(checkout.folder, "a.txt"), "2\n");
  const two = await snap(checkout);
  expect(await pushCheckpoint(checkout, two.sha, one.sha)).toEqual({ kind: "pushed" });
  expect(repository.at(wipRefOf(JOB_ID, 3))).toBe(two.sha);
});

test("[FW22] a remote that cannot be reached is said to be unreachable, not to have refused", async () => {
  const repository = await aRepository();
  const checkout = await aCheckout(repository, 1);
  execFileSync("git", ["config", "remote.origin.url", "/nowhere/at/all.git"], { cwd: checkout.mirror });
  expect(await pushCheckpoint(checkout, checkout.startSha, null)).toMatchObject({ kind: "unreachable" });
});
