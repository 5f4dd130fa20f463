import { appendFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openJournal, readJournal } from "#local/durable/journal.ts";
import { removeFolder, temporaryFolder } from "../host/support.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => removeFolder(folder));

test("[LJ1] what was appended is read back in its order, after the snapshot it was opened with", async () => {
  const file = join(folder, "order.journal");
  const journal = await openJournal({ file, fsync: true, snapshot: () => [{ n: 0 }] });
  const applied: number[] = [];
  await Promise.all([1, 2, 3].map((n) => journal.append({ n, text: "a\nb ü" }, () => applied.push(n))));
  await journal.close();
  expect(applied).toEqual([1, 2, 3]);
  expect(await readJournal(file)).toEqual([
    { n: 0 },
    { n: 1, text: "a\nb ü" },
    { n: 2, text: "a\nb ü" },
    { n: 3, text: "a\nb ü" },
  ]);
});

test("[LJ2] a record cut short by a crash is dropped, wherever it was cut", async () => {
  const file = join(folder, "torn.journal");
  const journal = await openJournal({ file, fsync: false, snapshot: () => [] });
  await journal.append({ n: 1 }, () => {});
  await journal.append({ n: 2 }, () => {});
  await journal.close();
  const bytes = await readFile(file);
  const firstBytes = bytes.indexOf("\n") + 1;
  for (let keptBytes = firstBytes; keptBytes < bytes.length - 1; keptBytes += 1) {
    await writeFile(file, bytes.subarray(0, keptBytes));
    expect(await readJournal(file)).toEqual([{ n: 1 }]);
  }
});

test("[LJ3] damage in the middle is an error that names the file and the line, never a silent loss", async () => {
  const file = join(folder, "damaged.journal");
  const journal = await openJournal({ file, fsync: false, snapshot: () => [{ n: 1 }, { n: 2 }, { n: 3 }] });
  await journal.close();
  const text = await readFile(file, "utf8");
  await writeFile(file, text.replace('"n":2', '"n":9'));
  await expect(readJournal(file)).rejects.toThrow(/damaged\.journal is damaged in line 2/);
});

test("[LJ4] opening rewrites the file with the present state, so that it does not grow from start to start", async () => {
  const file = join(folder, "compact.journal");
  await writeFile(file, "");
  await appendFile(file, "x".repeat(100_000));
  const journal = await openJournal({ file, fsync: false, snapshot: () => [{ n: 1 }] });
  await journal.close();
  expect((await stat(file)).size).toBeLessThan(100);
});

test("[LJ4] a journal that outgrows its snapshot is rewritten while it runs, and loses nothing", async () => {
  const file = join(folder, "outgrown.journal");
  let last = 0;
  const journal = await openJournal({ file, fsync: false, snapshot: () => [{ n: last }] });
  const padding = "x".repeat(1_000_000);
  for (let n = 1; n <= 40; n += 1) await journal.append({ n, padding }, () => void (last = n));
  await journal.close();
  expect((await stat(file)).size).toBeLessThan(20_000_000);
  const records = (await readJournal(file)) as Array<{ n: number }>;
  expect(records.at(-1)?.n).toBe(40);
});

test("[LJ5] after close an append is refused", async () => {
  const file = join(folder, "closed.journal");
  const journal = await openJournal({ file, fsync: false, snapshot: () => [] });
  await journal.close();
  await expect(journal.append({ n: 1 }, () => {})).rejects.toThrow("is closed");
});
