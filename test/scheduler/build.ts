import { DEFAULT_WEIGHTS, type FactoryView, type JobView, type ProductView } from "#scheduler/index.ts";

export const MINUTE_MS = 60_000;
/** The instant at which most tests look. */
export const NOW_MS = 1_000 * MINUTE_MS;

/** A job that may run anywhere, queued just now. */
export const aJob = (overrides: Partial<JobView> = {}): JobView => ({
  id: "job_a",
  priority: "normal",
  queuedAtMs: NOW_MS,
  notBeforeMs: 0,
  deadlineMs: null,
  requires: [],
  preferredFactoryIds: [],
  preferredCapabilities: [],
  concurrencyKey: null,
  estimateMicroUsd: null,
  budgetMicroUsd: null,
  preemptions: 0,
  held: false,
  routable: true,
  dependencies: "met",
  ...overrides,
});

/** A healthy factory with one free seat. */
export const aFactory = (overrides: Partial<FactoryView> = {}): FactoryView => ({
  id: "fac_a",
  capabilities: [],
  health: "ok",
  lifecycle: "active",
  lastHeartbeatAtMs: NOW_MS,
  seatLimit: 1,
  seatsUsed: 0,
  load: 0,
  costFactor: 1,
  ...overrides,
});

type ProductOverrides = Partial<Omit<ProductView, "budget">> & Readonly<{ budget?: Partial<ProductView["budget"]> }>;

/** A product without a ceiling and with the default weights. */
export const aProduct = ({ budget, ...overrides }: ProductOverrides = {}): ProductView => ({
  weights: DEFAULT_WEIGHTS,
  keysInUse: {},
  staleAfterMs: 90_000,
  ...overrides,
  budget: { remainingMicroUsd: null, reservedMicroUsd: 0, paused: false, ...budget },
});
