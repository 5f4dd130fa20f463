import { createMemoryBlobs } from "#adapters/memory/memory-blobs.ts";
import { expect, test } from "vitest";
import { createMemoryStore } from "#adapters/memory/memory-store.ts";
import { secrets } from "#adapters/system/secrets.ts";
import { createIds } from "#adapters/system/ulid.ts";
import { claimJob } from "#application/claim/claim-job.ts";
import { createBudgetPolicies } from "#application/budget/budget-policies.ts";
import { createClaimDesk } from "#application/claim-desk.ts";
import { type Deps } from "#application/deps.ts";
import { submitJob } from "#application/jobs/submit-job.ts";
import { JOBS, SEATS } from "#application/ports/collections.ts";
import { type Store } from "#application/ports/store.ts";
import { type FactoryDocument } from "#contract/documents/factory-document.ts";
import { Manifest } from "#contract/manifest/manifest.ts";
import { openCosmosStore } from "./open-cosmos-store.ts";
import { type OpenStore } from "./store-contract.ts";

const PRODUCT = "race";
const JOBS_COUNT = 50;
const FACTORIES_COUNT = 20;
const SEAT_LIMIT = 3;
const CLAIMERS_COUNT = 200;
const INSTANCES_COUNT = 4;
const WAVES_MAX = 20;

const stores: readonly [string, () => Promise<OpenStore>][] = [
  ["in memory", () => Promise.resolve({ store: createMemoryStore(), close: () => Promise.resolve() })],
  ["on Cosmos", () => openCosmosStore(1)],
  ["on Cosmos with four partitions", () => openCosmosStore(4)],
];

test.each(stores)(
  "[ST13] two hundred claimers take fifty jobs %s: each job once, none left, no seat twice",
  async (_, open) => {
    const opened = await open();
    try {
      const { grants, jobs, seats } = await race(opened.store);
      expect(new Set(grants.map(([jobId]) => jobId)).size).toBe(JOBS_COUNT);
      expect(jobs.map(({ id, stage, leaseEpoch, lease }) => `${id} ${stage} ${leaseEpoch} ${lease?.claimId}`)).toEqual(
        grants.map(([jobId, claimId]) => `${jobId} assigned 1 ${claimId}`).sort(),
      );
      const held = jobs.map(({ id, lease }) => `${lease?.holderFactoryId} ${lease?.seat} ${id}`);
      expect(seats.map(({ factoryId, seat, jobId }) => `${factoryId} ${seat} ${jobId}`).sort()).toEqual(held.sort());
      expect(new Set(seats.map(({ factoryId, seat }) => `${factoryId} ${seat}`)).size).toBe(JOBS_COUNT);
      expect(Math.max(...seats.map(({ seat }) => seat))).toBeLessThan(SEAT_LIMIT);
    } finally {
      await opened.close();
    }
  },
);

async function race(store: Store) {
  // Each instance has a desk of its own: between them only the store keeps order.
  const instances = Array.from({ length: INSTANCES_COUNT }, () => depsOn(store));
  const factories = Array.from({ length: FACTORIES_COUNT }, (_, index) => aFactory(index));
  const registered = factories.map((doc) => ({ kind: "create", doc }) as const);
  await store.commit("fleet_factories", PRODUCT, registered);
  for (let index = 0; index < JOBS_COUNT; index++) {
    const manifest = Manifest.parse({ title: `Job ${index}` });
    await submitJob(instances[0]!, { productId: PRODUCT, manifest, bodyMd: "", submittedBy: "test", strict: false });
  }
  const grants: (readonly [string, string])[] = [];
  for (let wave = 0; grants.length < JOBS_COUNT && wave < WAVES_MAX; wave++) {
    await Promise.all(
      Array.from({ length: CLAIMERS_COUNT }, async (_, index) => {
        const claimId = `w${wave}.${index}`;
        const { id: factoryId } = factories[index % FACTORIES_COUNT]!;
        const claim = { productId: PRODUCT, factoryId, claimId, bootId: 1 };
        const claimed = await claimJob(instances[index % INSTANCES_COUNT]!, claim);
        if (claimed.ok && claimed.state.job !== null) grants.push([claimed.state.job.id, claimId]);
      }),
    );
  }
  const kind = (value: string) =>
    ({ partition: PRODUCT, where: [{ path: "kind", op: "eq", value }], limit: JOBS_COUNT * 2 }) as const;
  const [jobs, seats] = [await store.query(JOBS, kind("job")), await store.query(SEATS, kind("seat"))];
  return {
    grants,
    jobs: jobs.items.map(({ value }) => value).toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    seats: seats.items.map(({ value }) => value),
  };
}

function depsOn(store: Store): Deps {
  const clock = { nowMs: () => Date.now() };
  const nothing = () => Promise.resolve();
  return {
    store,
    entity: { signal: nothing },
    publisher: { publish: nothing, access: () => Promise.resolve({ url: "", expiresAtMs: 0 }) },
    artifacts: { blobs: createMemoryBlobs(clock), keepMs: 86_400_000 },
    clock,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: { next: () => Math.random() },
    ids: createIds(clock),
    secrets,
    log: { info: () => {}, warn: () => {}, error: () => {} },
    desk: createClaimDesk(),
    budgets: createBudgetPolicies(true),
    relay: { news: nothing },
    policy: { leaseTtlMs: 60_000, leaseGraceMs: 10_000, tokenTtlMs: 90 * 86_400_000, pruneAfterMs: 14 * 86_400_000 },
  };
}

const aFactory = (index: number): FactoryDocument => ({
  id: `fac_${String(index).padStart(26, "0")}`,
  kind: "factory",
  productId: PRODUCT,
  name: `factory-${index}`,
  capabilities: ["engine:shell"],
  health: "ok",
  load: 0,
  seatLimit: SEAT_LIMIT,
  lifecycle: "active",
  lifecycleBy: null,
  lifecycleNote: null,
  lifecycleUntilMs: null,
  rotation: null,
  tokensRevokedAtMs: null,
  bootId: 1,
  version: "1.0.0",
  enrolledAtMs: 0,
  lastHeartbeatAtMs: 0,
});
