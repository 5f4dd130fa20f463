import * as fc from "fast-check";
import { type FactoryView, type JobView, type PriorityClass, type ProductView } from "#scheduler/index.ts";
import { aFactory, aJob, aProduct, MINUTE_MS, NOW_MS } from "./build.ts";

/** Few values of each kind, and mostly one, so that jobs meet in shapes, ages, keys and boundaries. */
const requires = fc.constantFrom([], [], ["os:linux"], ["os:linux", "gpu:a100"]);
const preferred = fc.constantFrom([], [], [], [], [], ["node:22", "gpu:a100"]);
const factoryIds = fc.subarray(["fac_a", "fac_b"]);
const money = fc.constantFrom(null, null, null, null, null, 0, 10, 100);
/** Around the two ends of the ramp, and a little ahead of the clock. */
const ageMs = fc.constantFrom(-1, 0, 1, MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS - 1, 30 * MINUTE_MS, 45 * MINUTE_MS);
const rarely = fc.integer({ min: 0, max: 9 }).map((n) => n === 0);

export const jobs: fc.Arbitrary<readonly JobView[]> = fc
  .array(
    fc.record({
      priority: fc.constantFrom<PriorityClass[]>("critical", "normal", "normal", "normal", "high", "low"),
      queuedAtMs: ageMs.map((age) => NOW_MS - age),
      notBeforeMs: fc.oneof(
        fc.constant(0),
        ageMs.map((age) => NOW_MS - age),
      ),
      deadlineMs: fc.oneof(
        fc.constant(null),
        ageMs.map((age) => NOW_MS + age),
      ),
      requires,
      preferredFactoryIds: factoryIds,
      preferredCapabilities: preferred,
      concurrencyKey: fc.constantFrom(null, null, "repo:a", "repo:b"),
      estimateMicroUsd: money,
      budgetMicroUsd: money,
      held: rarely,
      routable: rarely.map((is) => !is),
      dependencies: fc.constantFrom(
        "met" as const,
        "met" as const,
        "met" as const,
        "unmet" as const,
        "failed" as const,
      ),
    }),
    { minLength: 5, maxLength: 40, size: "max" },
  )
  .map((list) => list.map((job, index) => aJob({ ...job, id: `job_${index}` })));

export const factory: fc.Arbitrary<FactoryView> = fc
  .record({
    id: fc.constantFrom("fac_a", "fac_b", "fac_c"),
    capabilities: fc.subarray(["os:linux", "gpu:a100", "node:22", "has:docker"]),
    health: fc.constantFrom("ok" as const, "ok" as const, "degraded" as const, "down" as const),
    lifecycle: fc.constantFrom(
      "active" as const,
      "active" as const,
      "active" as const,
      "draining" as const,
      "paused" as const,
    ),
    lastHeartbeatAtMs: fc.constantFrom(NOW_MS, NOW_MS, NOW_MS - 89_999, null),
    seatsUsed: fc.constantFrom(0, 0, 1),
    load: fc.constantFrom(0, 0.3, 2),
    costFactor: fc.constantFrom(0, 1, 2.5),
  })
  .map((parts) => aFactory({ ...parts, seatLimit: 1 }));

/** A factory that takes jobs, so that properties of picks are not vacuous. */
export const openFactory: fc.Arbitrary<FactoryView> = factory.map(({ id, capabilities, load, costFactor }) =>
  aFactory({ id, capabilities, load, costFactor, lastHeartbeatAtMs: NOW_MS + 60 * MINUTE_MS }),
);

const weight = fc.constantFrom(0, 0.5, 1, 1.5, 100);

export const product: fc.Arbitrary<ProductView> = fc
  .record({
    remainingMicroUsd: fc.constantFrom(null, null, null, null, 0, 9, 50, 1_000),
    reservedMicroUsd: fc.constantFrom(0, 60),
    paused: rarely,
    keyUsed: fc.constantFrom(0, 1, 2),
    weights: fc.record({
      capabilityFit: weight,
      affinity: weight,
      load: weight,
      costFit: weight,
      health: weight,
      starvation: weight,
    }),
  })
  .map(({ keyUsed, weights, ...budget }) =>
    aProduct({ budget, weights, keysInUse: { "repo:a": { used: keyUsed, limit: 2 } } }),
  );
