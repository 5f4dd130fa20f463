import fc from "fast-check";
import { expect, test } from "vitest";
import { Refusal } from "#local/cosmos/refusal.ts";
import { type Container } from "#local/cosmos/engine/container.ts";
import { executeBatch } from "#local/cosmos/engine/execute-batch.ts";
import { rebuildPartitions } from "#local/cosmos/engine/rebuild.ts";
import { sweepExpired } from "#local/cosmos/engine/sweep.ts";
import { type Operation } from "#local/cosmos/wire/batch-operation.ts";
import { memoryEngine, newContainer } from "../support/engine.ts";

const DEFINITION = {
  id: "c",
  defaultTtl: 50,
  uniqueKeyPolicy: { uniqueKeys: [{ paths: ["/u"] }] },
  indexingPolicy: {
    includedPaths: [{ path: "/*" }, { path: "/n/?" }],
    compositeIndexes: [
      [
        { path: "/n", order: "ascending" },
        { path: "/u", order: "descending" },
      ],
    ],
  },
};
const KEYS = ["p", "q"];

const operations = fc.array(
  fc.record({
    kind: fc.constantFrom("Create", "Upsert", "Upsert", "Replace", "Patch", "Delete", "Read" as const),
    id: fc.constantFrom("a", "b", "c", "d"),
    n: fc.nat(3),
    u: fc.nat(5),
  }),
  { minLength: 1, maxLength: 6 },
);
const step = fc.record({ key: fc.constantFrom(...KEYS), operations, passSeconds: fc.constantFrom(0, 0, 0, 1, 30) });

type Given = { readonly kind: Operation["kind"]; readonly id: string; readonly n: number; readonly u: number };

function operationOf({ kind, id, n, u }: Given, pk: string): Operation {
  const body = kind === "Patch" ? [{ op: "set", path: "/n", value: n }] : { id, pk, n, u };
  return { kind, id, body, ifMatch: null, ifNoneMatch: null };
}

/** Everything that is kept about the items of a container, in a form that can be compared. */
function viewOf(container: Container) {
  const [physical] = container.partitions;
  if (physical === undefined) throw new Error("a container has a partition");
  return {
    bySequence: physical.bySequence.current().map(({ text }) => text),
    byLsn: physical.byLsn.current().map(({ text, lsn }) => [lsn, text]),
    logicals: [...container.logicals.values()]
      .map(({ keyText, documents, bySequence, uniqueHolders }) => ({
        keyText,
        documents: [...documents.values()].map(({ text }) => text).toSorted(),
        bySequence: bySequence.current().map(({ text }) => text),
        holders: uniqueHolders.map((holders) => [...holders].map(([value, { text }]) => `${value} ${text}`).toSorted()),
      }))
      .toSorted((a, b) => a.keyText.localeCompare(b.keyText)),
    indexes: physical.indexes.map((index) => ({
      size: index.size,
      rows: KEYS.map((key) =>
        Array.from(index.walk({ partitionKey: [key] }, { equalPrefix: [] }, false), ({ json }) => json),
      ),
    })),
  };
}

test("[LC20] a batch that fails leaves every list and index as it was, whatever it tried", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const engine = memoryEngine(() => 0);
      const container = await newContainer(engine, DEFINITION);
      for (const { key, operations: given } of steps) {
        const before = viewOf(container);
        const target = { container, key: [key], consistency: "Session" as const };
        const { result } = executeBatch(
          engine,
          target,
          given.map((each) => operationOf(each, key)),
        );
        const failed = result instanceof Refusal || result.failure !== null;
        expect(failed ? viewOf(container) : before).toEqual(before);
      }
    }),
  );
});

test("[LC84] after any history the lists and indexes are those that are made anew from the items", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      let nowMs = 0;
      const engine = memoryEngine(() => nowMs);
      const container = await newContainer(engine, DEFINITION);
      for (const { key, operations: given, passSeconds } of steps) {
        nowMs += passSeconds * 1000;
        const target = { container, key: [key], consistency: "Session" as const };
        executeBatch(
          engine,
          target,
          given.map((each) => operationOf(each, key)),
        );
      }
      sweepExpired(engine, container);
      const grown = viewOf(container);
      rebuildPartitions(container);
      expect(viewOf(container)).toEqual(grown);
    }),
  );
});
