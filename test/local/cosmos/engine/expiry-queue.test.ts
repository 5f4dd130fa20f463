import fc from "fast-check";
import { expect, test } from "vitest";
import { ExpiryQueue } from "#local/cosmos/engine/expiry-queue.ts";
import { type Document } from "#local/cosmos/engine/partition.ts";

const documentOf = (id: string, isCurrent: boolean) => ({ id, isCurrent }) as Document;

test("[LC70] what is due comes out once, the earliest first, and superseded versions never", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(50), fc.boolean()), { maxLength: 60 }),
      fc.array(fc.nat(60), { minLength: 1, maxLength: 10 }),
      (items, times) => {
        const queue = new ExpiryQueue();
        items.forEach(([atMs, isCurrent], n) => queue.add(documentOf(`${n}`, isCurrent), atMs));
        const taken: number[] = [];
        let upTo = -1;
        for (const nowMs of times.toSorted((a, b) => a - b)) {
          const due = queue.takeExpired(nowMs).map(({ id }) => items[Number(id)]?.[0] ?? -1);
          expect(due).toEqual(due.toSorted((a, b) => a - b));
          expect(due.every((atMs) => atMs > upTo && atMs <= nowMs)).toBe(true);
          upTo = Math.max(upTo, nowMs);
          taken.push(...due);
        }
        const expected = items.filter(([atMs, isCurrent]) => isCurrent && atMs <= upTo);
        expect(taken).toHaveLength(expected.length);
      },
    ),
  );
});
