import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { AppendLog } from "#local/cosmos/log/append-log.ts";
import { readFrames } from "#local/cosmos/log/read-frames.ts";
import { temporaryFolder } from "../support/folder.ts";

const open = (folder: string, fsync = false) =>
  new AppendLog({ folder, path: join(folder, "1.log"), sizeBytes: 0, fsync });

function entriesOf(path: string): string[] {
  const entries: string[] = [];
  readFrames(path, true, (entry) => entries.push(entry));
  return entries;
}

test("[LC1] an entry is in the file when its append resolves", async () => {
  const folder = temporaryFolder();
  const log = open(folder, true);
  await log.append('{"n":1}');
  expect(entriesOf(join(folder, "1.log"))).toEqual(['{"n":1}']);
  await log.append('{"n":"zwei\\n"}');
  expect(entriesOf(join(folder, "1.log"))).toEqual(['{"n":1}', '{"n":"zwei\\n"}']);
  expect(log.sizeBytes).toBe(statSync(join(folder, "1.log")).size);
  await log.close();
});

test("[LC1] entries that arrive together share one frame, those that arrive meanwhile the next, all in order", async () => {
  const folder = temporaryFolder();
  const log = open(folder);
  const order: number[] = [];
  const append = async (n: number) => {
    await log.append(String(n));
    order.push(n);
    if (n < 50) await append(n + 100);
  };
  await Promise.all(Array.from({ length: 100 }, (_, n) => append(n)));
  await log.close();
  expect(order.slice(0, 100)).toEqual(Array.from({ length: 100 }, (_, n) => n));
  expect(entriesOf(join(folder, "1.log"))).toHaveLength(150);
});

test("[LC1] settled resolves when everything before it is written, and at once when nothing waits", async () => {
  const folder = temporaryFolder();
  const log = open(folder);
  await log.settled();
  const done: string[] = [];
  const append = log.append("1").then(() => done.push("append"));
  await log.settled().then(() => done.push("settled"));
  await append;
  expect(done).toEqual(["append", "settled"]);
  await log.close();
});

test("[LC5] a rotation happens between two groups: every entry is in exactly one of the files", async () => {
  const folder = temporaryFolder();
  const log = open(folder);
  const first = log.append("before");
  const rotated = log.rotate(join(folder, "2.log"));
  await Promise.all([first, rotated]);
  await log.append("after");
  await log.close();
  const all = [...entriesOf(join(folder, "1.log")), ...entriesOf(join(folder, "2.log"))];
  expect(all).toEqual(["before", "after"]);
  expect(entriesOf(join(folder, "2.log"))).toContain("after");
});

test("[LC6] when the disk refuses a write, that one and every later one are rejected", async () => {
  const folder = temporaryFolder();
  const log = open(folder);
  // /dev/full is a disk without room.
  await expect(log.rotate("/dev/full/nowhere")).rejects.toThrow("could not be written");
  await expect(log.append("1")).rejects.toThrow("could not be written");
  expect(log.failure).not.toBeNull();
  await log.close();
});
