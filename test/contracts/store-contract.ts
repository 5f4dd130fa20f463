import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Query } from "#application/ports/query.ts";
import { type Store } from "#application/ports/store.ts";
import { type Write } from "#domain/operation/write.ts";
import { type Version } from "#domain/version.ts";
import { describePages } from "./store-pages-contract.ts";
import { type Facts, OTHERS, Place, THINGS } from "./things.ts";

export type OpenStore = { readonly store: Store; close(): Promise<void> };

/** What every store has to keep, whatever it rests on. */
export function describeStoreContract(name: string, open: () => Promise<OpenStore>): void {
  describe(`a store ${name}`, () => {
    let opened: OpenStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      ({ store } = opened);
    });
    afterAll(() => opened.close());
    const at = () => new Place(store);

    test("[ST1] what was written is read, and what is absent is null", async () => {
      const place = at();
      const doc = place.thing("a", { name: null, tags: ["x"], lease: { epoch: 1, holder: "f", expiresAtMs: 5 } });
      expect(await place.read("a")).toBeNull();
      await place.put(doc);
      expect((await place.read("a"))?.value).toEqual(doc);
      expect(await store.read(THINGS, `${place.partition}-not`, "a")).toBeNull();
      expect((await store.read(THINGS, place.partition, "a", { consistency: "eventual" }))?.value).toEqual(doc);
    });

    test("[ST2] a batch of many kinds takes effect as a whole", async () => {
      const place = at();
      await place.put(place.thing("kept"), place.thing("gone"));
      const version = await place.version("kept");
      const result = await place.commit(
        { kind: "create", doc: place.thing("new", { name: "n" }) },
        { kind: "replace", doc: place.thing("kept", { name: "changed" }), expected: version },
        { kind: "delete", id: "gone" },
      );
      expect(result).toEqual({ ok: true });
      expect(await place.names()).toEqual({ new: "n", kept: "changed" });
    });

    test.each([
      ["a create of what exists", "exists", (place: Place): Write => ({ kind: "create", doc: place.thing("there") })],
      [
        "a replace of what has changed",
        "stale",
        (place: Place, stale: Version): Write => ({ kind: "replace", doc: place.thing("there"), expected: stale }),
      ],
      [
        "a replace of what is gone",
        "missing",
        (place: Place, stale: Version): Write => ({ kind: "replace", doc: place.thing("none"), expected: stale }),
      ],
      ["a delete of what is gone", "missing", (): Write => ({ kind: "delete", id: "none" })],
    ] as const)("[ST3] %s undoes its whole batch, and says which write it was and why", async (_, why, write) => {
      const place = at();
      await place.put(place.thing("there", { name: "first" }));
      const stale = await place.version("there");
      await place.commit({ kind: "replace", doc: place.thing("there", { name: "second" }), expected: stale });
      const result = await place.commit({ kind: "create", doc: place.thing("before") }, write(place, stale), {
        kind: "create",
        doc: place.thing("after"),
      });
      expect(result).toEqual({ ok: false, conflict: { index: 1, why } });
      expect(await place.names()).toEqual({ there: "second" });
    });

    test("[ST4] each write gives a version of its own, and no other document's", async () => {
      const place = at();
      await place.put(place.thing("a"), place.thing("b"));
      const seen = new Set([await place.version("a"), await place.version("b")]);
      for (const name of ["one", "two", "two"]) {
        await place.commit({
          kind: "replace",
          doc: place.thing("a", { name }),
          expected: await place.version("a"),
        });
        seen.add(await place.version("a"));
      }
      await store.touch(THINGS, place.partition, "a", { path: "priorityRank", value: 1, when: [] });
      seen.add(await place.version("a"));
      expect(seen.size).toBe(6);
    });

    test("[ST5] of many commits from one version exactly one wins", async () => {
      const place = at();
      await place.put(place.thing("a"));
      const expected = await place.version("a");
      const results = await Promise.all(
        Array.from({ length: 24 }, (_, index) =>
          place.commit({ kind: "replace", doc: place.thing("a", { name: `w${index}` }), expected }),
        ),
      );
      const winners = results.flatMap((result, index) => (result.ok ? [`w${index}`] : []));
      expect([winners.length, await place.names()]).toEqual([1, { a: winners[0] }]);
      expect(results.filter((result) => !result.ok && result.conflict.why === "stale")).toHaveLength(23);
    });

    test("[ST5] of many creates of one id exactly one wins", async () => {
      const place = at();
      const results = await Promise.all(
        Array.from({ length: 24 }, () => place.commit({ kind: "create", doc: place.thing("a") })),
      );
      expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    });

    test("[ST6] a touch sets one number where its conditions hold at that instant, and nothing else", async () => {
      const place = at();
      const doc = place.thing("a", { name: 'it\'s "quoted"', lease: { epoch: 3, holder: "f'1", expiresAtMs: 10 } });
      await place.put(doc);
      const touch = (epoch: number, holder: string, id = "a") =>
        store.touch(THINGS, place.partition, id, {
          path: "lease.expiresAtMs",
          value: 99,
          when: [
            { path: "lease.epoch", equals: epoch },
            { path: "lease.holder", equals: holder },
          ],
        });
      expect([await touch(2, "f'1"), await touch(3, "other"), await touch(3, "f'1", "none")]).toEqual([
        false,
        false,
        false,
      ]);
      expect((await place.read("a"))?.value).toEqual(doc);
      const before = await place.version("a");
      expect(await touch(3, "f'1")).toBe(true);
      expect((await place.read("a"))?.value).toEqual({ ...doc, lease: { ...doc.lease, expiresAtMs: 99 } });
      expect(await place.commit({ kind: "replace", doc, expected: before })).toMatchObject({
        ok: false,
        conflict: { why: "stale" },
      });
      const bare = place.thing("bare", { lease: null });
      await place.put(bare);
      expect(await touch(3, "f'1", "bare")).toBe(false);
      expect((await place.read("bare"))?.value).toEqual(bare);
    });

    describePages(() => store);

    const rows: readonly Facts[] = [
      { id: "a", priorityRank: 1, flag: true, stage: "queued", name: "x", tags: ["red"], lease: null },
      { id: "b", priorityRank: 2, flag: false, stage: "queued", name: null, tags: ["red", "blue"] },
      { id: "c", priorityRank: 3, stage: "review", tags: [], lease: { epoch: 7, holder: "f", expiresAtMs: 70 } },
      { id: "d", stage: "10", name: "it's", tags: "red", lease: { epoch: 8, holder: "g", expiresAtMs: 80 } },
    ];
    test.each<[string, Query["where"], string]>([
      ["nothing", [], "abcd"],
      ["eq of a text", [{ path: "stage", op: "eq", value: "queued" }], "ab"],
      ["eq of a text with a quote", [{ path: "name", op: "eq", value: "it's" }], "d"],
      ["eq of a number", [{ path: "priorityRank", op: "eq", value: 2 }], "b"],
      ["eq of a number and a text", [{ path: "stage", op: "eq", value: 10 }], ""],
      ["eq of a truth value", [{ path: "flag", op: "eq", value: false }], "b"],
      ["lt", [{ path: "priorityRank", op: "lt", value: 2 }], "a"],
      ["lte", [{ path: "priorityRank", op: "lte", value: 2 }], "ab"],
      ["gt", [{ path: "priorityRank", op: "gt", value: 2 }], "c"],
      ["gte", [{ path: "priorityRank", op: "gte", value: 2 }], "bc"],
      ["gt of texts", [{ path: "stage", op: "gt", value: "queued" }], "c"],
      ["a range of a nested path", [{ path: "lease.expiresAtMs", op: "lte", value: 70 }], "c"],
      ["eq of a nested path", [{ path: "lease.holder", op: "eq", value: "g" }], "d"],
      ["in", [{ path: "id", op: "in", values: ["a", "d", "z"] }], "ad"],
      ["in of numbers", [{ path: "priorityRank", op: "in", values: [1, 3] }], "ac"],
      ["in of nothing", [{ path: "id", op: "in", values: [] }], ""],
      ["null, which an absent member is not", [{ path: "name", op: "null" }], "b"],
      ["null of an object", [{ path: "lease", op: "null" }], "a"],
      ["null below a null", [{ path: "lease.epoch", op: "null" }], ""],
      ["subset", [{ path: "tags", op: "subset", of: ["red", "green"] }], "ac"],
      ["subset of nothing", [{ path: "tags", op: "subset", of: [] }], "c"],
      ["contains", [{ path: "tags", op: "contains", value: "blue" }], "b"],
      ["contains in what may be no list", [{ path: "tags", op: "contains", value: "red" }], "ab"],
      [
        "all of several",
        [
          { path: "stage", op: "eq", value: "queued" },
          { path: "priorityRank", op: "gte", value: 2 },
        ],
        "b",
      ],
      ["an absent path", [{ path: "nowhere.at.all", op: "eq", value: 1 }], ""],
    ])("[ST7] a query asks for %s", async (_, where, expected) => {
      const place = at();
      await place.put(...rows.map(({ id = "", ...facts }) => place.thing(id, facts)));
      const found = await store.query(THINGS, { partition: place.partition, where, limit: 50 });
      expect(
        found.items
          .map(({ value }) => value.id)
          .sort()
          .join(""),
      ).toBe(expected);
      expect(found.nextCursor).toBeNull();
    });

    test("[ST8] rows come in the order asked for, by one member or by two", async () => {
      const place = at();
      const places = [3, 1, 2, 0].flatMap((rank) => [20, 10, 30].map((queued) => [rank, queued] as const));
      await place.put(
        ...places.map(([priorityRank, queuedAtMs], index) =>
          place.thing(`t${index}`, { stage: "queued", priorityRank, queuedAtMs, submittedAtMs: index }),
        ),
      );
      const sorted = await place.query({
        where: [
          { path: "kind", op: "eq", value: "job" },
          { path: "stage", op: "eq", value: "queued" },
        ],
        orderBy: [
          { path: "priorityRank", direction: "asc" },
          { path: "queuedAtMs", direction: "asc" },
        ],
        limit: 100,
      });
      expect(sorted.map(({ priorityRank, queuedAtMs }) => [priorityRank, queuedAtMs])).toEqual(
        places.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]),
      );
      for (const direction of ["asc", "desc"] as const) {
        const found = await place.query({ where: [], orderBy: [{ path: "submittedAtMs", direction }], limit: 5 });
        const expected = direction === "asc" ? [0, 1, 2, 3, 4] : [11, 10, 9, 8, 7];
        expect(found.map(({ submittedAtMs }) => submittedAtMs)).toEqual(expected);
      }
    });

    test("[ST10] documents of several kinds live in one container, each read by its own schema", async () => {
      const place = at();
      await place.put(place.thing("a"));
      const seat = { id: "s", kind: "seat", productId: place.partition, seat: 0 } as const;
      await place.commit({ kind: "create", doc: seat });
      const seats = await store.query(OTHERS, {
        partition: place.partition,
        where: [{ path: "kind", op: "eq", value: "seat" }],
        limit: 10,
      });
      expect(seats.items.map(({ value }) => value)).toEqual([seat]);
      await expect(store.read(THINGS, place.partition, "s")).rejects.toThrow("expected");
    });

    test("[ST11] a write that was acknowledged is in every later read and query", async () => {
      const place = at();
      for (let round = 0; round < 20; round++) {
        const doc = place.thing(`r${round}`, { submittedAtMs: round });
        await place.put(doc);
        expect((await place.read(doc.id))?.value).toEqual(doc);
        const found = await place.query({
          where: [],
          orderBy: [{ path: "submittedAtMs", direction: "desc" }],
          limit: 1,
        });
        expect(found).toEqual([doc]);
      }
    });

    test("[ST12] a batch may hold a hundred writes", async () => {
      const place = at();
      const docs = Array.from({ length: 100 }, (_, index) => place.thing(`n${index}`, { name: "x".repeat(500) }));
      await place.put(...docs);
      expect(await place.query({ where: [], limit: 200 })).toHaveLength(100);
    });
  });
}
