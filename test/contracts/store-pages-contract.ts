import { expect, test } from "vitest";
import { type QueryPage } from "#application/ports/query.ts";
import { type Versioned } from "#domain/version.ts";
import { CursorRefused, type Store } from "#application/ports/store.ts";
import { Place, type Thing, THINGS } from "./things.ts";

type Page = QueryPage<Versioned<Thing>>;

/** The part of the store's contract that speaks of pages and of queries over every partition. */
export function describePages(storeOf: () => Store): void {
  const at = () => new Place(storeOf());

  test("[ST9] pages neither repeat nor skip what was there before, while rows come and change in between", async () => {
    const place = at();
    // Many share one place in the order: the cursor has to tell them apart.
    const old = Array.from({ length: 43 }, (_, index) => `old${index}`);
    await place.put(...old.map((id, index) => place.thing(id, { submittedAtMs: Math.floor(index / 8) })));
    const seen: string[] = [];
    let cursor: string | null = null;
    let pages = 0;
    do {
      const page: Page = await storeOf().query(THINGS, {
        partition: place.partition,
        where: [{ path: "kind", op: "eq", value: "job" }],
        orderBy: [{ path: "submittedAtMs", direction: "desc" }],
        limit: 7,
        cursor,
      });
      seen.push(...page.items.map(({ value }) => value.id));
      cursor = page.nextCursor;
      pages += 1;
      await place.put(...[-1, 2, 99].map((ms) => place.thing(`new${pages}.${ms}`, { submittedAtMs: ms })));
      const change = place.thing(`old${pages}`, { submittedAtMs: 0, name: "changed" });
      await place.commit({ kind: "replace", doc: change, expected: await place.version(change.id) });
    } while (cursor !== null && pages < 60);
    expect(new Set(seen).size).toBe(seen.length);
    expect(old.filter((id) => !seen.includes(id))).toEqual([]);
  });

  test("[ST9] the last full page says that nothing follows, or is followed by one that is empty", async () => {
    const place = at();
    await place.put(...["a", "b", "c", "d"].map((id) => place.thing(id)));
    const first = await storeOf().query(THINGS, { partition: place.partition, where: [], limit: 2 });
    expect(first.items).toHaveLength(2);
    const second = await storeOf().query(THINGS, {
      partition: place.partition,
      where: [],
      limit: 2,
      cursor: first.nextCursor,
    });
    expect([...first.items, ...second.items].map(({ value }) => value.id).sort()).toEqual(["a", "b", "c", "d"]);
    if (second.nextCursor === null) return;
    const cursor = second.nextCursor;
    expect(await storeOf().query(THINGS, { partition: place.partition, where: [], limit: 2, cursor })).toEqual({
      items: [],
      nextCursor: null,
    });
  });

  test("[ST9] a cursor that no page gave is refused as such", async () => {
    const place = at();
    for (const cursor of ["garbage", "0", "[]", "{}", "\u{1f600}", "a\nb", "+RT:1#e30"]) {
      const asked = storeOf().query(THINGS, {
        partition: place.partition,
        where: [],
        orderBy: [{ path: "submittedAtMs", direction: "desc" }],
        limit: 2,
        cursor,
      });
      await expect(asked).rejects.toBeInstanceOf(CursorRefused);
    }
  });

  test("[ST10] without a partition a query finds every product's rows, page by page", async () => {
    const places = Array.from({ length: 9 }, at);
    const stage = `mark-${places[0]!.partition}`;
    await Promise.all(
      places.map((place) => place.put(...Array.from({ length: 5 }, (_, index) => place.thing(`t${index}`, { stage })))),
    );
    const where = [
      { path: "kind", op: "eq", value: "job" },
      { path: "stage", op: "eq", value: stage },
    ] as const;
    const all = places.flatMap(({ partition }) => Array.from({ length: 5 }, (_, index) => `${partition}/t${index}`));
    for (const limit of [100, 45, 7]) {
      const seen: string[] = [];
      let cursor: string | null = null;
      let pages = 0;
      do {
        const page: Page = await storeOf().query(THINGS, {
          partition: null,
          where,
          limit,
          cursor,
        });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        // A page that is not full is the last one: whoever reads one page only may rely on it.
        expect(page.nextCursor === null || page.items.length === limit).toBe(true);
        seen.push(...page.items.map(({ value }) => `${value.productId}/${value.id}`));
        cursor = page.nextCursor;
        pages += 1;
      } while (cursor !== null && pages < 60);
      expect(seen.sort()).toEqual(all.toSorted());
    }
  });

  test("[ST10] without a partition rows come in one order, page by page", async () => {
    const places = Array.from({ length: 6 }, at);
    const stage = `mark-${places[0]!.partition}`;
    await Promise.all(
      places.map((place, offset) =>
        place.put(
          ...Array.from({ length: 5 }, (_, index) =>
            place.thing(`t${index}`, { stage, submittedAtMs: index * 10 + offset }),
          ),
        ),
      ),
    );
    const seen: (number | undefined)[] = [];
    let cursor: string | null = null;
    do {
      const page: Page = await storeOf().query(THINGS, {
        partition: null,
        where: [{ path: "stage", op: "eq", value: stage }],
        orderBy: [{ path: "submittedAtMs", direction: "desc" }],
        limit: 7,
        cursor,
      });
      seen.push(...page.items.map(({ value }) => value.submittedAtMs));
      cursor = page.nextCursor;
    } while (cursor !== null && seen.length < 60);
    expect(seen).toEqual([4, 3, 2, 1, 0].flatMap((index) => [5, 4, 3, 2, 1, 0].map((offset) => index * 10 + offset)));
  });
}
