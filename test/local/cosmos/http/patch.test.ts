import { expect, test } from "vitest";
import { codeOf, useCosmos } from "../support/cosmos.ts";

const cosmos = useCosmos();

test("[LC26] a patch changes parts of an item and keeps the rest, its _rid and its key", async () => {
  const container = await cosmos.container();
  const { resource: before } = await container.items.create({ id: "a", pk: "p", n: 1, tags: ["x"], keep: true });
  const { resource, statusCode } = await container.item("a", "p").patch([
    { op: "incr", path: "/n", value: 4 },
    { op: "add", path: "/tags/-", value: "y" },
    { op: "set", path: "/lease", value: { epoch: 1 } },
  ]);
  expect(statusCode).toBe(200);
  expect(resource).toMatchObject({ n: 5, tags: ["x", "y"], lease: { epoch: 1 }, keep: true, _rid: before?._rid });
  expect(resource?._etag).not.toBe(before?._etag);
});

test("[LC26] a patch with a condition is 412 unless the item satisfies it, and 400 when it is no condition", async () => {
  const container = await cosmos.container();
  await container.items.create({ id: "a", pk: "p", state: "queued", epoch: 3 });
  const patch = (condition: string) =>
    container.item("a", "p").patch({ condition, operations: [{ op: "incr", path: "/epoch", value: 1 }] });
  expect(await codeOf(patch("FROM c WHERE c.state = 'running'"))).toBe(412);
  expect(await codeOf(patch("FROM c WHERE c.state = "))).toBe(400);
  expect(await codeOf(patch("from c where c.state = 'queued' AND c.epoch = 3"))).toBeUndefined();
  expect(await codeOf(patch("from c where c.state = 'queued' AND c.epoch = 3"))).toBe(412);
  expect((await container.item("a", "p").read()).resource).toMatchObject({ epoch: 4 });
});

test("[LC26] a refused patch leaves the item as it was", async () => {
  const container = await cosmos.container();
  const { resource } = await container.items.create({ id: "a", pk: "p", n: 1 });
  const item = container.item("a", "p");
  expect(
    await codeOf(
      item.patch([
        { op: "set", path: "/n", value: 2 },
        { op: "remove", path: "/nowhere" },
      ]),
    ),
  ).toBe(400);
  expect(await codeOf(item.patch([{ op: "set", path: "/pk", value: "q" }]))).toBe(400);
  expect(await codeOf(item.patch([{ op: "set", path: "/id", value: "b" }]))).toBe(400);
  expect((await item.read()).resource).toEqual(resource);
});
