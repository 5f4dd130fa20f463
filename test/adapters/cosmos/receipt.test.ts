import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { connectCosmos } from "#adapters/cosmos/connect.ts";
import { createContainers } from "#adapters/cosmos/create-containers.ts";
import { createCosmosStore } from "#adapters/cosmos/cosmos-store.ts";
import { type Deps } from "#application/deps.ts";
import { actOnJob } from "#application/jobs/act-on-job.ts";
import { submitJob } from "#application/jobs/submit-job.ts";
import { EVENTS, JOBS } from "#application/ports/collections.ts";
import { Manifest } from "#contract/manifest/manifest.ts";
import { startCosmosServer } from "#local/cosmos/cosmos-server.ts";
import { createMemoryFleet } from "../../support/memory-fleet.ts";
import { type Fault, type FaultProxy, startFaultProxy } from "./fault-proxy.ts";

const PRODUCT = "shop";
let proxy: FaultProxy;
let deps: Deps;
let close: () => Promise<void>;

beforeAll(async () => {
  const server = await startCosmosServer({ port: 0, dataFolder: null });
  proxy = await startFaultProxy(server.port);
  const connectionString = `AccountEndpoint=${proxy.endpoint};AccountKey=${server.key};`;
  const database = await createContainers(connectCosmos({ kind: "connectionString", connectionString }), "fleet");
  deps = createMemoryFleet().with({ store: createCosmosStore(database) });
  close = async () => {
    await proxy.close();
    await server.close();
  };
});
afterAll(() => close());
beforeEach(() => {
  proxy.decide = () => "none";
});

const submit = (key: string) =>
  submitJob(deps, {
    productId: PRODUCT,
    manifest: Manifest.parse({ title: "Job", key }),
    bodyMd: "",
    submittedBy: "ada",
    strict: false,
  });

/** The first writes meet it, and the ones after them do not. */
const firstWrites = (fault: Fault, count: number): void => {
  let left = count;
  proxy.decide = (isWrite) => (isWrite && left-- > 0 ? fault : "none");
};

test.each<[string, Fault, number]>([
  ["its reply is lost", "reply-lost", 1],
  ["its reply breaks off", "reply-cut", 1],
  ["it is lost itself", "lost", 1],
  ["three replies in a row are lost", "reply-lost", 3],
  ["the service is too busy", { status: 429, retryAfterMs: 5 }, 4],
])("[PR7] an operation takes effect once and is told as a success when %s", async (how, fault, count) => {
  const key = how.replaceAll(" ", "-");
  firstWrites(fault, count);
  const submitted = await submit(key);
  expect(submitted).toMatchObject({ ok: true, state: { replayed: false, job: { key, stage: "queued" } } });
  const jobId = submitted.ok ? submitted.state.job.id : "";
  expect(await submit(key)).toMatchObject({ ok: true, state: { replayed: true, job: { id: jobId } } });

  firstWrites(fault, count);
  const held = await actOnJob(deps, { productId: PRODUCT, jobId, action: "hold", opId: "h", by: "ada", note: "wait" });
  expect(held).toMatchObject({ ok: true, state: { id: jobId, hold: { note: "wait" } } });
  proxy.decide = () => "none";

  const jobs = await deps.store.query(JOBS, {
    partition: PRODUCT,
    where: [
      { path: "kind", op: "eq", value: "job" },
      { path: "key", op: "eq", value: key },
    ],
    limit: 10,
  });
  expect(jobs.items.map(({ value }) => [value.id, value.rev])).toEqual([[jobId, 2]]);
  const events = await deps.store.query(EVENTS, { partition: jobId, where: [], limit: 10 });
  expect(events.items.map(({ value }) => value.facts.type).sort()).toEqual(["job.held", "job.submitted"]);
});

test("[PR7] while nothing gets through, an operation is told to come back and nothing is half done", async () => {
  proxy.decide = (isWrite) => (isWrite ? { status: 503 } : "none");
  expect(await submit("nothing")).toMatchObject({ ok: false, problem: { code: "contention" } });
  proxy.decide = () => "none";
  expect(await submit("nothing")).toMatchObject({ ok: true, state: { replayed: false } });
});
