import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connectCosmos } from "#adapters/cosmos/connect.ts";
import { createContainers } from "#adapters/cosmos/create-containers.ts";
import { createCosmosStore } from "#adapters/cosmos/cosmos-store.ts";
import { EVENTS, QUEUE_STATES } from "#application/ports/collections.ts";
import { type Store, StoreUnavailable } from "#application/ports/store.ts";
import { QUEUE_STATE_ID, type QueueStateDocument } from "#contract/documents/product-documents.ts";
import { type EventDocument } from "#contract/event.ts";
import { type CosmosServer, startCosmosServer } from "#local/cosmos/cosmos-server.ts";
import { type Fault, type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

let server: CosmosServer;
let proxy: FaultProxy;
let store: Store;
let count = 0;

beforeAll(async () => {
  server = await startCosmosServer({ port: 0, dataFolder: null });
  proxy = await startFaultProxy(server.port);
  const connectionString = `AccountEndpoint=${proxy.endpoint};AccountKey=${server.key};`;
  store = createCosmosStore(
    await createContainers(connectCosmos({ kind: "connectionString", connectionString }), "fleet"),
  );
});
afterAll(async () => {
  await proxy.close();
  await server.close();
});
beforeEach(() => {
  proxy.decide = () => "none";
});

const aDocument = (productId: string): QueueStateDocument => ({
  id: QUEUE_STATE_ID,
  productId,
  version: 1,
  coversAtMs: 1,
});
const create = (productId: string) =>
  store.commit("fleet_queue_state", productId, [{ kind: "create", doc: aDocument(productId) }]);
const touch = (productId: string) =>
  store.touch(QUEUE_STATES, productId, QUEUE_STATE_ID, { path: "version", value: 2, when: [] });
const read = (productId: string) => store.read(QUEUE_STATES, productId, QUEUE_STATE_ID);
const query = (productId: string) => store.query(QUEUE_STATES, { partition: productId, where: [], limit: 1 });

const FAULTS: readonly [string, Fault][] = [
  ["is lost", "lost"],
  ["is answered by a gateway", "gateway"],
  ["is answered in part", "reply-cut"],
  ["meets too many others", { status: 429, retryAfterMs: 40 }],
  ["meets a service that is away", { status: 503 }],
  ["meets a fault of the service", { status: 500 }],
  ["times out in the service", { status: 408 }],
  ["meets another that is not over", { status: 449 }],
  ["finds its partition moved", { status: 410 }],
];
const CALLS: readonly ((productId: string) => Promise<unknown>)[] = [create, touch, read, query];

test.each(FAULTS)("[ST14] what %s is an outage, whatever was asked, and soon", async (_, fault) => {
  const productId = `p${++count}`;
  proxy.decide = () => fault;
  const startedMs = Date.now();
  const outcomes = await Promise.allSettled(CALLS.map((call) => call(productId)));
  for (const outcome of outcomes) expect(outcome).toEqual({ status: "rejected", reason: expect.any(StoreUnavailable) });
  expect(Date.now() - startedMs).toBeLessThan(5_000);
});

test("[ST14] an outage says after which pause the service wants to be asked again", async () => {
  proxy.decide = () => ({ status: 429, retryAfterMs: 45 });
  for (const call of CALLS) await expect(call("p")).rejects.toMatchObject({ retryAfterMs: 45 });
});

test("[ST14] a refused connection is an outage", async () => {
  const gone = await startFaultProxy(1);
  const connectionString = `AccountEndpoint=${gone.endpoint};AccountKey=${server.key};`;
  await gone.close();
  const client = connectCosmos({ kind: "connectionString", connectionString });
  const unreachable = createCosmosStore(client.database("fleet"));
  const startedMs = Date.now();
  await expect(unreachable.read(QUEUE_STATES, "p", QUEUE_STATE_ID)).rejects.toBeInstanceOf(StoreUnavailable);
  expect(Date.now() - startedMs).toBeLessThan(8_000);
});

test("[ST14] what is no outage is a bug and keeps its name: a document that is none, a container that is missing", async () => {
  const broken = createCosmosStore(
    connectCosmos({
      kind: "connectionString",
      connectionString: `AccountEndpoint=${proxy.endpoint};AccountKey=${server.key};`,
    }).database("not-there"),
  );
  await expect(
    broken.commit("fleet_queue_state", "p", [{ kind: "create", doc: aDocument("p") }]),
  ).rejects.not.toBeInstanceOf(StoreUnavailable);
});

test("[ST15] a service that hands out less than was asked for is asked until the page is full", async () => {
  const jobId = `job_${String(++count).padStart(26, "0")}`;
  const docs = Array.from({ length: 10 }, (_, index) => anEvent(jobId, index + 1));
  await store.commit(
    "fleet_events",
    jobId,
    docs.map((doc) => ({ kind: "create", doc }) as const),
  );
  proxy.decide = () => ({ pageMax: 3 });
  const ask = (cursor: string | null) =>
    store.query(EVENTS, {
      partition: jobId,
      where: [],
      orderBy: [{ path: "seq", direction: "desc" }],
      limit: 8,
      cursor,
    });
  const first = await ask(null);
  const second = await ask(first.nextCursor);
  expect([...first.items, ...second.items].map(({ value }) => value.seq)).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect([first.items.length, second.nextCursor]).toEqual([8, null]);
});

const anEvent = (jobId: string, seq: number): EventDocument => ({
  id: String(seq),
  productId: "p",
  jobId,
  seq,
  atMs: 0,
  actor: { kind: "system", id: "test" },
  stage: "queued",
  epoch: 0,
  facts: { type: "job.held", note: "" },
});
