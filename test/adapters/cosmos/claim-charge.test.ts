import { type Container } from "@azure/cosmos";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connectCosmos } from "#adapters/cosmos/connect.ts";
import { createContainers } from "#adapters/cosmos/create-containers.ts";
import { createCosmosStore } from "#adapters/cosmos/cosmos-store.ts";
import { querySql } from "#adapters/cosmos/query-sql.ts";
import { claimJob } from "#application/claim/claim-job.ts";
import { CONTAINERS } from "#application/ports/collections.ts";
import { type Query } from "#application/ports/query.ts";
import { type Store } from "#application/ports/store.ts";
import { startCosmosServer } from "#local/cosmos/cosmos-server.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aJob } from "../../support/a-job.ts";
import { jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";
import { createMemoryFleet } from "../../support/memory-fleet.ts";

const QUEUED_COUNT = 10_000;
const BATCH_MAX = 100;

let container: Container;
let store: Store;
let close: () => Promise<void>;

beforeAll(async () => {
  const server = await startCosmosServer({ port: 0, dataFolder: null });
  const connectionString = `AccountEndpoint=${server.endpoint};AccountKey=${server.key};`;
  const database = await createContainers(connectCosmos({ kind: "connectionString", connectionString }), "fleet");
  container = database.container("fleet_jobs");
  store = createCosmosStore(database);
  close = () => server.close();
});
afterAll(() => close());

/** Queued jobs of every priority, the oldest of which another kind of factory has to take. */
async function queue(from: number, count: number): Promise<void> {
  for (let at = from; at < from + count; at += BATCH_MAX) {
    const writes = Array.from({ length: BATCH_MAX }, (_, index) => {
      const number = at + index;
      const doc = aJob({
        id: jobIdOf(number),
        priorityRank: number % 4,
        queuedAtMs: NOW_MS - number,
        requires: number % 10 === 0 ? ["os:windows"] : ["engine:shell"],
      });
      return { kind: "create", doc } as const;
    });
    await store.commit("fleet_jobs", PRODUCT, writes);
  }
}

/** The query by which a claim really looks at the queue. */
async function claimQuery(): Promise<Query> {
  const asked: Query[] = [];
  const fleet = createMemoryFleet();
  const factory = aFactoryDocument({ capabilities: ["engine:shell"] });
  await fleet.put("fleet_factories", PRODUCT, factory);
  const spying: Store = {
    ...fleet.store,
    query: (collection, query) => {
      asked.push(query);
      return fleet.store.query(collection, query);
    },
  };
  await claimJob(fleet.with({ store: spying }), {
    productId: PRODUCT,
    factoryId: factory.id,
    claimId: "c",
    bootId: factory.bootId,
  });
  return asked.find(({ orderBy }) => orderBy?.[0]?.path === "priorityRank")!;
}

async function price(
  query: Query,
  indexes: readonly (readonly string[])[] = CONTAINERS.fleet_jobs.compositeIndexes,
): Promise<{ rows: number; chargeRu: number; loaded: number }> {
  const page = await container.items
    .query(querySql(query, indexes), {
      partitionKey: PRODUCT,
      maxItemCount: query.limit,
      populateQueryMetrics: true,
    })
    .fetchNext();
  const metrics = page.queryMetrics as unknown as Record<string, { retrievedDocumentCount: number }>;
  const loaded = Object.values(metrics)[0]?.retrievedDocumentCount ?? Number.NaN;
  return { rows: page.resources.length, chargeRu: page.requestCharge, loaded };
}

test("[ST18] a claim costs the same at ten thousand queued jobs as at a few hundred, and loads only what it looks at", async () => {
  const query = await claimQuery();
  await queue(0, 300);
  const few = await price(query);
  await queue(300, QUEUED_COUNT - 300);
  const many = await price(query);
  expect([few.rows, many.rows]).toEqual([query.limit, query.limit]);
  expect(many.loaded).toBeLessThan(query.limit * 2);
  expect(many.chargeRu).toBeLessThan(few.chargeRu * 1.2);
  expect(many.chargeRu).toBeLessThan(20);
  // Only the index lets it: in an order that no index serves, the service turns the same question down.
  await expect(price(query, [])).rejects.toMatchObject({ code: 400 });
});
