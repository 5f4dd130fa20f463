import { beforeEach, expect, test } from "vitest";
import { submitBatch, type BatchItem } from "#application/jobs/submit-batch.ts";
import { StoreUnavailable } from "#application/ports/store.ts";
import { aManifest } from "../../support/a-manifest.ts";
import { createBrokenStore } from "../../support/broken-store.ts";
import { PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet, type MemoryFleet } from "../../support/memory-fleet.ts";
import { problemOf, stateOf } from "../../support/outcomes.ts";

let fleet: MemoryFleet;
beforeEach(() => {
  fleet = createMemoryFleet();
});
const item = (fields: Parameters<typeof aManifest>[0] = {}, bodyMd = ""): BatchItem => ({
  ok: true,
  manifest: aManifest(fields),
  bodyMd,
});
const batch = (items: readonly BatchItem[], key = "b", deps = fleet.deps) =>
  submitBatch(deps, { productId: PRODUCT, key, items, submittedBy: "ada", strict: false });
const jobs = () => fleet.store.all("fleet_jobs").filter(({ kind }) => kind === "job");
const ids = (results: Awaited<ReturnType<typeof batch>>) => results.map(({ outcome }) => stateOf(outcome).job.id);

test("[SB3] a hundred items under one key, sent three times, are a hundred jobs with keys of their own", async () => {
  const items = Array.from({ length: 100 }, (_, n) => item({ title: `Job ${n}`, ...(n === 7 ? { key: "own" } : {}) }));
  const first = await batch(items);
  expect(first.map(({ key }) => key)).toEqual(items.map((_, n) => (n === 7 ? "own" : `b.${n}`)));
  for (let round = 0; round < 2; round++) {
    const again = await batch(items);
    expect(ids(again)).toEqual(ids(first));
    expect(again.every(({ outcome }) => stateOf(outcome).replayed)).toBe(true);
  }
  expect(jobs()).toHaveLength(100);
});

test("[SB3] a batch that an outage cut short at any of its commits is complete when it is sent again", async () => {
  for (const fate of ["refused", "lost"] as const)
    for (let dies = 1; dies <= 4; dies++) {
      fleet = createMemoryFleet();
      let commits = 0;
      const store = createBrokenStore(fleet.store, ({ kind, what }) => {
        if (kind === "commit" && what === "fleet_jobs") commits += 1;
        return commits >= dies ? fate : "done";
      });
      const items = [item({ deps: ["b.1"] }), item({ deps: ["b.2"] }), item(), item()];
      // The outage lasts, so a use case gives up in its own words or with the store's.
      const ended = await batch(items, "b", fleet.with({ store })).catch((error: unknown) => error);
      expect(ended).toSatisfy((end) => Array.isArray(end) || end instanceof StoreUnavailable);
      expect(ids(await batch(items))).toHaveLength(4);
      expect(jobs(), `${fate} at ${dies}`).toHaveLength(4);
    }
});

test("[SB3] two batches at once under one key are one", async () => {
  const items = Array.from({ length: 10 }, () => item());
  const [one, two] = await Promise.all([batch(items), batch(items)]);
  expect(ids(one)).toEqual(ids(two));
  expect(jobs()).toHaveLength(10);
});

test("[SB4] items name each other by key in any order, and a parent comes before its children", async () => {
  const results = await batch([
    item({ deps: ["b.1", "last"] }),
    item({ parent: "whole" }),
    item({ key: "last", parent: "whole" }),
    item({ key: "whole", kind: "composite", children: 2 }),
  ]);
  const [first, second, last] = ids(results);
  expect(stateOf(results[0]!.outcome).job).toMatchObject({ stage: "blocked", deps: [second, last] });
  expect(jobs().find(({ key }) => key === "whole")).toMatchObject({ deps: expect.arrayContaining([second, last]) });
  expect(first).toBeDefined();
});

test("[SB4] fifty children join one parent in one batch", async () => {
  const children = Array.from({ length: 50 }, () => item({ parent: "whole" }));
  const results = await batch([...children, item({ key: "whole", kind: "composite", children: 50 })]);
  expect(new Set(ids(results)).size).toBe(51);
  expect(jobs().find(({ key }) => key === "whole")!["deps"]).toHaveLength(50);
});

test("[SB5] each item is refused by itself, and the others are made", async () => {
  const unreadable: BatchItem = {
    ok: false,
    problem: { code: "invalid-manifest", errors: [{ pointer: "/title", line: 2, detail: "expected string" }] },
  };
  const results = await batch([
    item(),
    unreadable,
    item({ deps: ["nobody"] }),
    item({ key: "x", deps: ["y"] }),
    item({ key: "y", deps: ["x"] }),
  ]);
  expect(jobs()).toHaveLength(1);
  expect(results.slice(1).map(({ outcome }) => problemOf(outcome))).toEqual([
    unreadable.problem,
    { code: "unknown-dependency", ref: "nobody" },
    { code: "circular-batch", keys: ["x", "y"] },
    { code: "circular-batch", keys: ["x", "y"] },
  ]);
});
