import { expect, test } from "vitest";
import { codeOf, eventually, FOREIGN_PRODUCT, manifest, ok, PRODUCT, useLocalFleet } from "../support/fleet-local.ts";

const fleet = useLocalFleet();

test("[FL2] an operator's order is shown with who, why and until when, and ends a factory's claims", async () => {
  const worker = await fleet.worker();
  const params = { factoryId: worker.factoryId };
  const operator = fleet.client(await fleet.token("operator", [PRODUCT]));
  const until = new Date(Date.now() + 3_600_000).toISOString();
  const { factory } = ok(await operator.quarantineFactory({ params, body: { note: "odd results", until } }));
  const shown = {
    lifecycle: "quarantined",
    lifecycleBy: "a-operator",
    lifecycleNote: "odd results",
    lifecycleUntil: until,
  };
  expect(factory).toMatchObject(shown);
  expect(ok(await operator.listFactories({})).items).toContainEqual(expect.objectContaining(shown));
  ok(await fleet.admin.submitJob({ body: manifest("Waits") }));
  const claim = (claimId: string) => worker.client.claimJob({ body: { claimId, bootId: 1 } });
  expect(ok(await claim("c1"))).toMatchObject({ claimed: null, queueVersion: null });
  expect(ok(await operator.resumeFactory({ params })).factory.lifecycle).toBe("active");
  expect(ok(await claim("c2")).claimed).not.toBeNull();
  const past = { params, body: { until: "2020-01-01T00:00:00.000Z" } };
  expect(codeOf(await operator.pauseFactory(past))).toBe("invalid-request");
  expect(codeOf(await operator.removeFactory({ params }))).toBe("factory-busy");
  expect(ok(await operator.removeFactory({ params, query: { force: "1" } }))).toEqual({ ...params, jobsReleased: 1 });
  expect(ok(await operator.listFactories({})).items.filter(({ id }) => id === worker.factoryId)).toEqual([]);
});

test("[FL1] a factory rotates its own token and no other's; both tokens work during the overlap", async () => {
  const [worker, other] = [await fleet.worker(), await fleet.worker()];
  const body = { rotationId: "r1" };
  expect(codeOf(await worker.client.rotateFactoryToken({ params: { factoryId: other.factoryId }, body }))).toBe(
    "factory-not-found",
  );
  const { token } = ok(await worker.client.rotateFactoryToken({ params: { factoryId: worker.factoryId }, body }));
  expect(token).not.toBe(worker.token);
  for (const client of [worker.client, fleet.client(token)]) ok(await client.getQueueState({}));
});

test("[FL3] a factory whose token is revoked is refused within five seconds", async () => {
  const worker = await fleet.worker();
  const params = { factoryId: worker.factoryId };
  ok(await worker.client.getQueueState({}));
  const since = Date.now();
  ok(await fleet.admin.revokeFactoryToken({ params }));
  await eventually(async () => codeOf(await worker.client.getQueueState({})) === "unauthenticated", 6_000);
  expect(Date.now() - since).toBeLessThan(5_500);
});

test("[AC6] an administrator of a product makes, lists and revokes its tokens, and no other's", async () => {
  const admin = fleet.client(await fleet.token("admin", [PRODUCT]), null);
  const make = (products: string[] | null, role: "viewer" | "operator") =>
    admin.createToken({ body: { name: "bot", role, products } });
  expect(codeOf(await make([FOREIGN_PRODUCT], "viewer"))).toBe("not-found");
  expect(codeOf(await make(null, "operator"))).toBe("invalid-request");
  const { token, created } = ok(await make([PRODUCT], "operator"));
  ok(await fleet.client(token).listJobs({}));
  const listed = await admin.listTokens({});
  expect(ok(listed).items).toContainEqual(created);
  expect(JSON.stringify(listed)).not.toMatch(/[0-9a-f]{64}/);
  ok(await admin.deleteToken({ params: { tokenId: created.tokenId } }));
  expect(ok(await admin.listTokens({})).items).not.toContainEqual(created);
  await eventually(async () => codeOf(await fleet.client(token).listJobs({})) === "unauthenticated", 6_000);
  const foreign = ok(
    await fleet.admin.createToken({ body: { name: "far", role: "viewer", products: [FOREIGN_PRODUCT] } }),
  ).created;
  expect(codeOf(await admin.deleteToken({ params: { tokenId: foreign.tokenId } }))).toBe("token-not-found");
});
