import { expect, test } from "vitest";
import { ask, expectProblem } from "../support/fleet-http.ts";
import { codeOf, manifest, ok, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();

test("[SB1] a dry run over HTTP changes no document and no version, and says what would be", async () => {
  const worker = await fleet.worker({ name: "dry", capabilities: ["engine:shell"] });
  ok(await fleet.admin.submitJob({ body: manifest("First", "key: first") }));
  await fleet.idle();
  const before = await fleet.picture();
  const text = manifest("Second", "key: second\ndeps: [first]\ncapabilities: [os:linux]\nbudget: {usd: 2.5}");
  const reply = await fleet.admin.submitJob({ query: { dryRun: "1" }, body: text });
  const { job, plan, missing, replayed } = ok(reply);
  expect([reply.ok && reply.status, replayed, job.stage, job.routable]).toEqual([200, false, "blocked", false]);
  expect(missing.map(({ capability }) => capability)).toEqual(["os:linux"]);
  expect(plan).toMatchObject({
    manifest: { title: "Second", priority: "normal", attempts: 3 },
    routability: [{ factoryId: worker.factoryId, live: true, missing: ["os:linux"] }],
    costCeilingUsd: 2.5,
  });
  expect(plan?.writes.map(({ kind }) => kind).toSorted()).toEqual(["body", "idem", "job", "op"]);
  const strict = await fleet.admin.submitJob({ query: { dryRun: "1", strict: "1" }, body: text });
  expect(codeOf(strict)).toBe("unroutable");
  await fleet.idle();
  expect(await fleet.picture()).toBe(before);
  expect(
    ok(await fleet.admin.submitJob({ query: { dryRun: "1" }, body: manifest("First", "key: first") })),
  ).toMatchObject({ replayed: true, plan: { writes: [] } });
});

test("[SB3] a batch over HTTP is submitted once however often it is sent, and jobs/{jobId} does not take its path", async () => {
  const items = [manifest("Two", "deps: [once.1]"), manifest("One"), "no front matter", manifest("X", "deps: [gone]")];
  const send = async () => ok(await fleet.admin.submitBatch({ body: { key: "once", items } })).items;
  const first = await send();
  expect(first.map(({ status }) => status)).toEqual(["created", "created", "refused", "refused"]);
  expect(first[0]!.job?.deps).toEqual([first[1]!.job?.id]);
  expect(first[2]!.problem).toMatchObject({
    code: "invalid-manifest",
    requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  const again = await send();
  expect(again.map(({ status }) => status)).toEqual(["replayed", "replayed", "refused", "refused"]);
  expect(again.map(({ job }) => job?.id)).toEqual(first.map(({ job }) => job?.id));
});

test("[SB5] more than a hundred items, none, or a key that is too long are refused as a whole", async () => {
  const send = (body: object) =>
    ask(fleet, "/api/fleet/jobs:batch", {
      method: "POST",
      token: fleet.adminToken,
      product: PRODUCT,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const item = manifest("x");
  expectProblem(await send({ key: "k", items: Array.from({ length: 101 }, () => item) }), "invalid-request");
  expectProblem(await send({ key: "k", items: [] }), "invalid-request");
  expectProblem(await send({ key: "k".repeat(77), items: [item] }), "invalid-request");
  expect((await send({ key: "k".repeat(76), items: [item] })).status).toBe(200);
});
