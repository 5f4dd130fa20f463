import {
  ChangeFeedMode,
  ChangeFeedPolicy,
  ChangeFeedRetentionTimeSpan,
  ChangeFeedStartFrom,
  type Container,
} from "@azure/cosmos";
import { expect, test } from "vitest";
import { codeOf, useCosmos } from "../support/cosmos.ts";

let nowMs = Date.UTC(2026, 0, 1);
const cosmos = useCosmos({ nowMs: () => nowMs });
const changeFeedPolicy = new ChangeFeedPolicy(ChangeFeedRetentionTimeSpan.fromMinutes(5));

type Row = { current: { n?: number }; previous?: { n?: number }; metadata: { operationType: string; lsn: number } };

const feedFromNow = (container: Container, maxItemCount = 100) =>
  container.items.getChangeFeedIterator<Row>({
    changeFeedMode: ChangeFeedMode.AllVersionsAndDeletes,
    changeFeedStartFrom: ChangeFeedStartFrom.Now(),
    maxItemCount,
  });

test("[LC34] the feed of all versions tells creates, every replace with what was before, and deletes", async () => {
  const container = await cosmos.container({ changeFeedPolicy });
  const feed = feedFromNow(container);
  expect((await feed.readNext()).statusCode).toBe(304);
  await container.items.create({ id: "a", pk: "p", n: 1 });
  await container.item("a", "p").replace({ id: "a", pk: "p", n: 2 });
  await container.item("a", "p").patch([{ op: "incr", path: "/n", value: 1 }]);
  await container.item("a", "p").delete();
  const { result } = await feed.readNext();
  expect(result.map(({ metadata, current, previous }) => [metadata.operationType, current.n, previous?.n])).toEqual([
    ["create", 1, undefined],
    ["replace", 2, 1],
    ["replace", 3, 2],
    ["delete", undefined, 3],
  ]);
  expect((await feed.readNext()).statusCode).toBe(304);
});

test("[LC34] it pages, tells expired items as deletes, and keeps a batch together", async () => {
  const container = await cosmos.container({ changeFeedPolicy, defaultTtl: 10 });
  const feed = feedFromNow(container, 1);
  await feed.readNext();
  const operation = (id: string) => ({ operationType: "Create" as const, resourceBody: { id, pk: "p" } });
  await container.items.batch([operation("a"), operation("b")], "p");
  nowMs += 20_000;
  expect((await feed.readNext()).result.map(({ metadata }) => metadata.operationType)).toEqual(["create", "create"]);
  expect((await feed.readNext()).result.map(({ metadata }) => metadata.operationType)).toEqual(["delete", "delete"]);
});

test("[LC34] history is kept as long as the container says, and refused where it keeps none", async () => {
  const container = await cosmos.container({ changeFeedPolicy });
  const feed = feedFromNow(container);
  await feed.readNext();
  await container.items.create({ id: "old", pk: "p", n: 1 });
  nowMs += 6 * 60_000;
  await container.items.create({ id: "new", pk: "p", n: 2 });
  expect((await feed.readNext()).result.map(({ current }) => current.n)).toEqual([2]);
  expect(await codeOf(feedFromNow(await cosmos.container()).readNext())).toBe(400);
});
