// oxlint-disable-next-line no-restricted-imports -- the inputs are those of the pure ring that is measured
import { DEFAULT_WEIGHTS, type FactoryView, type JobView, type ProductView } from "#scheduler/index.ts";

export type BenchInput = Readonly<{
  jobs: readonly JobView[];
  factories: readonly FactoryView[];
  product: ProductView;
  nowMs: number;
}>;

const NOW_MS = 1_800_000_000_000;
/** Jobs came in over the last two hours, so a quarter of them is not overdue yet. */
const AGE_MAX_MS = 2 * 60 * 60_000;

const SYSTEMS = ["os:linux", "os:macos", "os:windows"];
const ENGINES = ["engine:claude", "engine:codex", "engine:devin", "engine:shell"];
const EXTRAS = ["has:docker", "gpu:a100", "node:22", "node:20"];
const PRIORITIES = ["critical", "high", "normal", "normal", "normal", "low"] as const;
const BUDGETS_MICRO_USD = [null, 1_000_000, 5_000_000];
const KEYS_MAX = 200;

/** A fleet and its queue, the same for the same sizes and seed. */
export function generateInput(size: Readonly<{ jobs: number; factories: number; seed: number }>): BenchInput {
  const random = mulberry32(size.seed);
  const integer = (below: number): number => Math.floor(random() * below);
  const subset = (tokens: readonly string[], share: number): string[] => tokens.filter(() => random() < share);
  const oneOf = <T>(items: readonly T[], fallback: T): T => items[integer(items.length)] ?? fallback;

  const factories = Array.from({ length: size.factories }, (_, nth): FactoryView => ({
    id: `fac_${String(nth)}`,
    capabilities: [oneOf(SYSTEMS, "os:linux"), ...subset(ENGINES, 0.7), ...subset(EXTRAS, 0.6)],
    health: "ok",
    lifecycle: "active",
    lastHeartbeatAtMs: NOW_MS,
    seatLimit: 4,
    seatsUsed: 1,
    load: random(),
    costFactor: 1,
  }));
  const jobs = Array.from({ length: size.jobs }, (_, nth): JobView => ({
    id: `job_${String(nth).padStart(7, "0")}`,
    priority: oneOf(PRIORITIES, "normal"),
    queuedAtMs: NOW_MS - integer(AGE_MAX_MS),
    notBeforeMs: 0,
    deadlineMs: null,
    requires: [oneOf(SYSTEMS, "os:linux"), oneOf(ENGINES, "engine:shell"), ...subset(EXTRAS, 0.2)],
    preferredFactoryIds: random() < 0.1 ? [`fac_${String(integer(size.factories))}`] : [],
    preferredCapabilities: [],
    concurrencyKey: random() < 0.3 ? `repo:${String(integer(KEYS_MAX))}` : null,
    estimateMicroUsd: null,
    budgetMicroUsd: oneOf(BUDGETS_MICRO_USD, null),
    preemptions: 0,
    held: false,
    routable: true,
    dependencies: "met",
  }));
  return { jobs, factories, product: productWithHeldKeys(), nowMs: NOW_MS };
}

/** Every second key is taken, so that picks have something to step over. */
const productWithHeldKeys = (): ProductView => ({
  budget: { remainingMicroUsd: 1_000_000_000, reservedMicroUsd: 0, paused: false },
  weights: DEFAULT_WEIGHTS,
  keysInUse: Object.fromEntries(
    Array.from({ length: KEYS_MAX }, (_, nth) => [`repo:${String(nth)}`, { used: nth % 2, limit: 1 }]),
  ),
  staleAfterMs: 90_000,
});

/** A small generator of evenly spread numbers in [0,1): the same seed gives the same numbers everywhere. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
