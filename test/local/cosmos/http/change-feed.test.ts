import { type Container, ChangeFeedStartFrom, type ChangeFeedIteratorOptions } from "@azure/cosmos";
import { expect, test } from "vitest";
import { useCosmos } from "../support/cosmos.ts";
import { rawRequest } from "../support/raw.ts";

let nowMs = Date.UTC(2026, 0, 1);
const cosmos = useCosmos({ partitions: 3, nowMs: () => nowMs });

type Row = { readonly id: string; readonly n: number };

/** Reads until 304 and says where to go on. */
async function drain(
  container: Container,
  options: ChangeFeedIteratorOptions,
): Promise<{ rows: Row[]; token: string }> {
  const iterator = container.items.getChangeFeedIterator<Row>(options);
  const rows: Row[] = [];
  let token = "";
  let idle = 0;
  while (idle < 4) {
    const page = await iterator.readNext();
    token = page.continuationToken;
    idle = page.statusCode === 304 ? idle + 1 : 0;
    rows.push(...page.result);
  }
  return { rows, token };
}

test("[LC30] the feed from the beginning gives the latest version of every item, in the order of the writes", async () => {
  const container = await cosmos.container();
  for (const n of [1, 2, 3]) await container.items.create({ id: `i${n}`, pk: "p", n });
  await container.item("i1", "p").replace({ id: "i1", pk: "p", n: 10 });
  await container.item("i2", "p").delete();
  const { rows } = await drain(container, { changeFeedStartFrom: ChangeFeedStartFrom.Beginning("p") });
  expect(rows.map(({ id, n }) => [id, n])).toEqual([
    ["i3", 3],
    ["i1", 10],
  ]);
});

test("[LC30] a token goes on after what was read, and an idle read is 304", async () => {
  const container = await cosmos.container();
  await container.items.create({ id: "a", pk: "p", n: 1 });
  const first = await drain(container, { changeFeedStartFrom: ChangeFeedStartFrom.Beginning("p") });
  const again = await drain(container, { changeFeedStartFrom: ChangeFeedStartFrom.Continuation(first.token) });
  expect(again.rows).toEqual([]);
  await container.items.create({ id: "b", pk: "p", n: 2 });
  const next = await drain(container, { changeFeedStartFrom: ChangeFeedStartFrom.Continuation(again.token) });
  expect(next.rows.map(({ id }) => id)).toEqual(["b"]);
});

test("[LC30] a made-up token, or one from ahead of all writes, is 400", async () => {
  const container = await cosmos.container();
  await container.items.create({ id: "a", pk: "p" });
  const read = async (token: string) => {
    const headers = { "a-im": "Incremental Feed", "x-ms-documentdb-partitionkey": '["p"]', "if-none-match": token };
    return (await rawRequest(cosmos.server, { method: "GET", path: `${container.url}/docs`, headers })).status;
  };
  expect(await read('"0"')).toBe(200);
  expect(await read('"1"')).toBe(304);
  for (const token of ['"2"', '"-1"', '"1.5"', '"x"'])
    expect({ token, status: await read(token) }).toEqual({ token, status: 400 });
});

test("[LC31] the feed of the whole container spans all physical partitions, and pages lose nothing", async () => {
  const container = await cosmos.container();
  const ids = Array.from({ length: 60 }, (_, n) => `i${n}`);
  for (const id of ids) await container.items.create({ id, pk: id });
  const { rows } = await drain(container, { changeFeedStartFrom: ChangeFeedStartFrom.Beginning(), maxItemCount: 7 });
  expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
});

test("[LC31] the feeds of the feed ranges together are the feed", async () => {
  const container = await cosmos.container();
  const ids = Array.from({ length: 40 }, (_, n) => `i${n}`);
  for (const id of ids) await container.items.create({ id, pk: id });
  const ranges = await container.getFeedRanges();
  expect(ranges).toHaveLength(3);
  const found: string[] = [];
  for (const range of ranges) {
    const { rows } = await drain(container, { changeFeedStartFrom: ChangeFeedStartFrom.Beginning(range) });
    expect(rows.length).toBeGreaterThan(0);
    found.push(...rows.map(({ id }) => id));
  }
  expect(found.toSorted()).toEqual(ids.toSorted());
});

test("[LC32] a feed from now gives only what is written later", async () => {
  const container = await cosmos.container();
  await container.items.create({ id: "before", pk: "p" });
  const iterator = container.items.getChangeFeedIterator<Row>({ changeFeedStartFrom: ChangeFeedStartFrom.Now("p") });
  expect((await iterator.readNext()).statusCode).toBe(304);
  await container.items.create({ id: "after", pk: "p" });
  expect((await iterator.readNext()).result.map(({ id }) => id)).toEqual(["after"]);
});

test("[LC32] a feed from a time gives only what was written after it", async () => {
  const container = await cosmos.container();
  await container.items.create({ id: "early", pk: "p" });
  nowMs += 60_000;
  const start = new Date(nowMs);
  nowMs += 60_000;
  await container.items.create({ id: "late", pk: "p" });
  const { rows } = await drain(container, { changeFeedStartFrom: ChangeFeedStartFrom.Time(start) });
  expect(rows.map(({ id }) => id)).toEqual(["late"]);
});

test("[LC33] no change is lost to a reader that follows concurrent writers", async () => {
  const container = await cosmos.container();
  const iterator = container.items.getChangeFeedIterator<Row>({ changeFeedStartFrom: ChangeFeedStartFrom.Beginning() });
  const seen = new Map<string, number>();
  const writers = { left: 8 };
  const read = async () => {
    for (let idle = 0; writers.left > 0 || idle < 4;) {
      const page = await iterator.readNext();
      idle = page.statusCode === 304 ? idle + 1 : 0;
      for (const { id, n } of page.result) seen.set(id, n);
    }
  };
  const write = async (_: unknown, writer: number) => {
    const id = `w${writer}`;
    for (let n = 1; n <= 40; n++) await container.items.upsert({ id, pk: id, n });
    writers.left -= 1;
  };
  await Promise.all([read(), ...Array.from({ length: writers.left }, write)]);
  expect([...seen.values()]).toEqual(Array.from({ length: 8 }, () => 40));
});
