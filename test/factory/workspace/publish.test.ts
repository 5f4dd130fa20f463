import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { type Checkout } from "#factory/workspace/checkout.ts";
import { type Confirm, publish, type Published } from "#factory/workspace/publish.ts";
import { keptRefOf, wipRefOf } from "#factory/workspace/refs.ts";
import { commitAll } from "#factory/workspace/snapshot.ts";
import { aRepository, type Repository } from "../support/a-repository.ts";
import { aCheckout, JOB_ID } from "./a-checkout.ts";

const BRANCH = `refs/heads/agf/${JOB_ID}`;
const held: Confirm = async () => ({ kind: "held", sureForMs: 10_000 });

async function finished(checkout: Checkout, text: string): Promise<string> {
  await writeFile(join(checkout.folder, "result.txt"), text);
  return commitAll(checkout, { name: "forge", message: "Finish" });
}
const publishing = (checkout: Checkout, sha: string, confirm = held): Promise<Published> =>
  publish({ checkout, sha, wipSha: null, confirm, retryMs: 1 });

vi.setConfig({ testTimeout: 30_000 });

test("[FW23] a finished commit moves the job's branch and the grant's own ref together", async () => {
  const repository = await aRepository();
  const checkout = await aCheckout(repository, 1);
  const sha = await finished(checkout, "done");
  expect(await publishing(checkout, sha)).toEqual({ kind: "published", replacedSha: null });
  expect([repository.at(BRANCH), repository.at(wipRefOf(JOB_ID, 1))]).toEqual([sha, sha]);
});

test("[FW24] a lease that is lost before the push moves nothing", async () => {
  const repository = await aRepository();
  const checkout = await aCheckout(repository, 1);
  const sha = await finished(checkout, "too late");
  expect(await publishing(checkout, sha, async () => ({ kind: "lost" }))).toEqual({ kind: "lost" });
  expect(repository.at(BRANCH)).toBeNull();
});

test("[FW24] a zombie whose check went well just before it was fenced is refused by the remote", async () => {
  const repository = await aRepository();
  const zombie = await aCheckout(repository, 1);
  const late = await finished(zombie, "the zombie's");
  const successor = await aCheckout(repository, 2);
  const sha = await finished(successor, "the successor's");
  let asked = 0;
  const confirm: Confirm = async () => {
    asked += 1;
    if (asked > 1) return { kind: "lost" };
    // The zombie sleeps here, with a good answer in its hand, until the successor has published.
    await publishing(successor, sha);
    return { kind: "held", sureForMs: 10_000 };
  };
  expect((await publishing(zombie, late, confirm)).kind).not.toBe("published");
  expect(repository.at(BRANCH)).toBe(sha);
  expect(repository.git("rev-list", "--all").split("\n")).not.toContain(late);
});

test("[FW25] a zombie that was faster is replaced by the holder, and its work is kept under a ref of its own", async () => {
  const repository = await aRepository();
  const zombie = await aCheckout(repository, 1);
  const holder = await aCheckout(repository, 2);
  const early = await finished(zombie, "the zombie's");
  await publishing(zombie, early);
  const sha = await finished(holder, "the holder's");
  expect(await publishing(holder, sha)).toEqual({ kind: "published", replacedSha: early });
  expect(repository.at(BRANCH)).toBe(sha);
  expect(repository.at(keptRefOf(JOB_ID, early))).toBe(early);
});

test("[FW25] a tip that was there before the work began is replaced only from that value, and kept", async () => {
  const repository = await aRepository();
  const first = await aCheckout(repository, 1);
  const rejected = await finished(first, "rejected by a reviewer");
  await publishing(first, rejected);
  const second = await aCheckout(repository, 2);
  expect(second.branchSeenSha).toBe(rejected);
  const sha = await finished(second, "better");
  expect(await publishing(second, sha)).toEqual({ kind: "published", replacedSha: rejected });
  expect(repository.at(keptRefOf(JOB_ID, rejected))).toBe(rejected);
});

test("[FW26] commits that no attempt of the job made are never replaced", async () => {
  const repository = await aRepository();
  const first = await aCheckout(repository, 1);
  await publishing(first, await finished(first, "first"));
  const second = await aCheckout(repository, 2);
  const human = await repository.pushed(`agf/${JOB_ID}`, "review.txt", "a reviewer's own commit\n");
  expect(await publishing(second, await finished(second, "second"))).toMatchObject({ kind: "moved" });
  expect(repository.at(BRANCH)).toBe(human);
});

test("[FW27] a push whose answer was lost is recognised by what the remote has", async () => {
  const repository = await aRepository();
  const checkout = await aCheckout(repository, 1);
  const sha = await finished(checkout, "done");
  repository.git("update-ref", BRANCH, await copied(repository, checkout, sha));
  repository.git("update-ref", wipRefOf(JOB_ID, 1), sha);
  expect(await publishing(checkout, sha)).toMatchObject({ kind: "published" });
});

test("[FW27] a remote that refuses by a rule of its own is not asked again", async () => {
  const repository = await aRepository();
  repository.git("config", "receive.denyDeletes", "true");
  await writeFile(join(repository.url, "hooks", "pre-receive"), "#!/bin/sh\necho no >&2\nexit 1\n", { mode: 0o755 });
  const checkout = await aCheckout(repository, 1);
  expect(await publishing(checkout, await finished(checkout, "x"))).toMatchObject({ kind: "refused" });
});

test("[FW27] a remote that stays away is said to be unreachable", async () => {
  const repository = await aRepository();
  const checkout = await aCheckout(repository, 1);
  const sha = await finished(checkout, "x");
  execFileSync("git", ["config", "remote.origin.url", "/nowhere/at/all.git"], { cwd: checkout.mirror });
  expect(await publishing(checkout, sha)).toMatchObject({ kind: "unreachable" });
});

async function copied(repository: Repository, checkout: Checkout, sha: string): Promise<string> {
  repository.git("fetch", "--quiet", checkout.mirror, `+refs/heads/agf/${JOB_ID}/1:refs/agf/copied`);
  return sha;
}
