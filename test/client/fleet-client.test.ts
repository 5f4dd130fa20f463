import { afterEach, expect, test } from "vitest";
import { createFleetClient, type FleetClient } from "#client/fleet-client.ts";
import { NO_RETRY } from "#client/retry.ts";
import { ROUTES } from "#contract/routes.ts";
import { jobIdOf } from "../support/ids.ts";
import { ok, problem, type Reply, startTinyServer, type TinyServer } from "./support.ts";

const CADENCE = { heartbeatSec: 15, leaseTtlSec: 60, renewSec: 20, claimAnywaySec: 60 };
const NOTHING = { claimed: null, queueVersion: 3, cadence: CADENCE };
const CLAIM = { body: { claimId: "c-1", bootId: 1 } };
const servers: TinyServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

type Options = Partial<Parameters<typeof createFleetClient>[0]>;
type Connected = { readonly client: FleetClient; readonly server: TinyServer; readonly slept: number[] };
async function connect(replies: readonly Reply[], options: Options = {}): Promise<Connected> {
  const server = await startTinyServer(...replies);
  servers.push(server);
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  const client = createFleetClient({ baseUrl: server.url, token: "t", productId: "demo", sleep, ...options });
  return { client, server, slept };
}

test("[FC1] a route is called by its method, path, query and body, with the token and the product", async () => {
  const page = { items: [], nextCursor: null };
  const { client, server } = await connect([ok(page), problem("job-not-found", { jobId: jobIdOf(1) })]);
  expect(await client.listJobs({ query: { stage: "queued", limit: 3 } })).toEqual({
    ok: true,
    status: 200,
    value: page,
  });
  await client.actOnJob({ params: { jobId: jobIdOf(1), action: "hold" }, body: { opId: "o", note: "ünï" } });
  expect(server.seen[0]).toMatchObject({ method: "GET", url: "/api/fleet/jobs?stage=queued&limit=3", body: "" });
  expect(server.seen[0]?.headers).toMatchObject({ authorization: "Bearer t", "x-product-id": "demo" });
  expect(server.seen[0]?.headers).not.toHaveProperty("content-type");
  expect(server.seen[1]).toMatchObject({
    method: "POST",
    url: `/api/fleet/jobs/${jobIdOf(1)}/actions/hold`,
    body: '{"opId":"o","note":"ünï"}',
  });
});

test("[FC1] a manifest in text is sent as markdown, and as it is", async () => {
  const { client, server } = await connect([problem("invalid-manifest", { errors: [] })]);
  await client.submitJob({ query: { strict: "1" }, body: "---\r\ntitle: x\r\n---\r\n" });
  expect(server.seen[0]).toMatchObject({ url: "/api/fleet/jobs?strict=1", body: "---\r\ntitle: x\r\n---\r\n" });
  expect(server.seen[0]?.headers["content-type"]).toBe("text/markdown");
});

test("[FC1] what stands in a path is escaped, and a base address may end in a slash", async () => {
  const { client, server } = await connect([problem("job-not-found", { jobId: "x" })]);
  const slashed = createFleetClient({ baseUrl: `${server.url}/`, token: null, productId: null });
  await client.getJob({ params: { jobId: "../a b" } });
  await slashed.getJob({ params: { jobId: "x" } });
  expect(server.seen.map(({ url }) => url)).toEqual(["/api/fleet/jobs/..%2Fa%20b", "/api/fleet/jobs/x"]);
  expect(server.seen[1]?.headers).not.toHaveProperty("authorization");
  expect(server.seen[1]?.headers).not.toHaveProperty("x-product-id");
});

test("[FC2] a refusal is a value with its code and its members", async () => {
  const { client } = await connect([problem("fenced", { jobId: jobIdOf(1), currentEpoch: 4 })]);
  const reply = await client.renewLease({ params: { jobId: jobIdOf(1) }, body: { leaseEpoch: 3 } });
  expect(reply).toMatchObject({ ok: false, problem: { code: "fenced", status: 409, currentEpoch: 4 } });
});

test.each(["fenced", "forbidden", "job-not-found", "invalid-request", "internal", "idempotency-key-reused"] as const)(
  "[FC3] %s is an answer and is not asked for again",
  async (code) => {
    const { client, server, slept } = await connect([problem(code, { jobId: jobIdOf(1), currentEpoch: 1 })]);
    expect(await client.claimJob(CLAIM)).toMatchObject({ ok: false, problem: { code } });
    expect([server.seen.length, slept.length]).toEqual([1, 0]);
  },
);

test("[FC3] an outage is asked again with the same body, after the longer of the server's pause and its own", async () => {
  const { client, server, slept } = await connect([
    problem("contention", { retryAfterMs: 700 }),
    problem("unavailable", { retryAfterMs: 10 }),
    ok(NOTHING),
  ]);
  expect(await client.claimJob(CLAIM)).toEqual({ ok: true, status: 200, value: NOTHING });
  expect(slept).toEqual([700, 200]);
  expect(new Set(server.seen.map(({ body }) => body))).toEqual(new Set(['{"claimId":"c-1","bootId":1}']));
});

test("[FC3] a pause doubles up to a cap, which a server cannot exceed, and the last answer stands", async () => {
  const { client, server, slept } = await connect([problem("contention", { retryAfterMs: 60_000 })], {
    retry: { attemptsMax: 4, baseMs: 100, capMs: 1_000 },
  });
  expect(await client.claimJob(CLAIM)).toMatchObject({ ok: false, problem: { code: "contention" } });
  expect(slept).toEqual([1_000, 1_000, 1_000]);
  expect(server.seen).toHaveLength(4);
});

test("[FC3] a caller that wants no repetition gets the first answer", async () => {
  const { client, server } = await connect([problem("contention", { retryAfterMs: 1 })], { retry: NO_RETRY });
  await client.claimJob(CLAIM);
  expect(server.seen).toHaveLength(1);
});

test("[FC4] a connection that is cut after the request was sent is an unknown outcome: the same is sent again", async () => {
  const { client, server } = await connect([null, null, ok(NOTHING)]);
  expect(await client.claimJob(CLAIM)).toMatchObject({ ok: true });
  expect(server.seen.map(({ body }) => body)).toEqual(Array.from({ length: 3 }, () => '{"claimId":"c-1","bootId":1}'));
});

test("[FC4] a server that is not there is unreachable: a value, after all attempts", async () => {
  const { client, server, slept } = await connect([ok(NOTHING)]);
  await server.close();
  const reply = await client.claimJob(CLAIM);
  expect(reply).toMatchObject({ ok: false, problem: { code: "unreachable", status: 0 } });
  expect(slept).toEqual([100, 200, 400, 800, 1_600]);
});

test.each([
  ["a page of a proxy", { status: 502, body: "<html>Bad Gateway</html>" }],
  ["JSON that is no problem", { status: 500, body: '{"error":"x"}' }],
  ["a success that the contract does not know", ok({ claimed: "yes" })],
  ["half an answer", { status: 200, body: '{"claimed":nu' }],
])("[FC4] %s tells nothing of the outcome and counts as unreachable", async (_, reply) => {
  const { client } = await connect([reply], { retry: NO_RETRY });
  expect(await client.claimJob(CLAIM)).toMatchObject({ ok: false, problem: { code: "unreachable" } });
});

test("[FC1] there is one method for each route that answers JSON", async () => {
  const { client } = await connect([ok({})]);
  const json = Object.values(ROUTES).filter(({ reply }) => reply === "json");
  expect(new Set(Object.keys(client))).toEqual(new Set(json.map(({ id }) => id)));
});
