import { type FactoryView, type JobView, type Weights } from "#scheduler/types.ts";
import { MINUTE_MS, NOW_MS } from "./build.ts";

/** The value of each term as a person works it out with a pencil, and the total with the default weights. */
export type GoldenVector = Readonly<{
  when: string;
  job?: Partial<JobView>;
  factory?: Partial<FactoryView>;
  remainingMicroUsd?: number;
  terms: Readonly<Record<keyof Weights, number>>;
  total: number;
}>;

const terms = (
  capabilityFit: number,
  affinity: number,
  load: number,
  costFit: number,
  health: number,
  starvation: number,
) => ({ capabilityFit, affinity, load, costFit, health, starvation });

const waited = (minutes: number): Partial<JobView> => ({ queuedAtMs: NOW_MS - minutes * MINUTE_MS });
const offers = (...capabilities: string[]): Partial<FactoryView> => ({ capabilities });
const FOUR = offers("os:linux", "node:22", "has:docker", "gpu:a100");
const estimate = (estimateMicroUsd: number): Partial<JobView> => ({ estimateMicroUsd });

/**
 * total = 1.0 capabilityFit + 0.5 affinity + 1.0 load + 0.75 costFit + 1.0 health - 1.5 starvation.
 * Where a vector does not say otherwise the six values are 1, 0, 1, 1, 1, 1, which gives 2.25.
 */
export const GOLDEN_VECTORS: readonly GoldenVector[] = [
  // Age: the penalty falls in a straight line over 30 minutes.
  { when: "a plain job has just come", terms: terms(1, 0, 1, 1, 1, 1), total: 2.25 },
  { when: "it has waited 3 minutes", job: waited(3), terms: terms(1, 0, 1, 1, 1, 0.9), total: 2.4 },
  { when: "it has waited 15 minutes", job: waited(15), terms: terms(1, 0, 1, 1, 1, 0.5), total: 3 },
  { when: "it has waited 24 minutes", job: waited(24), terms: terms(1, 0, 1, 1, 1, 0.2), total: 3.45 },
  { when: "it has waited 30 minutes", job: waited(30), terms: terms(1, 0, 1, 1, 1, 0), total: 3.75 },
  { when: "it has waited for hours", job: waited(600), terms: terms(1, 0, 1, 1, 1, 0), total: 3.75 },
  { when: "its clock runs ahead", job: waited(-5), terms: terms(1, 0, 1, 1, 1, 1), total: 2.25 },
  {
    when: "a delayed start is not waiting",
    job: { ...waited(60), notBeforeMs: NOW_MS - 15 * MINUTE_MS },
    terms: terms(1, 0, 1, 1, 1, 0.5),
    total: 3,
  },
  // Load: 1 / (1 + load).
  { when: "the factory has load 0.25", factory: { load: 0.25 }, terms: terms(1, 0, 0.8, 1, 1, 1), total: 2.05 },
  { when: "the factory has load 1", factory: { load: 1 }, terms: terms(1, 0, 0.5, 1, 1, 1), total: 1.75 },
  { when: "the factory has load 3", factory: { load: 3 }, terms: terms(1, 0, 0.25, 1, 1, 1), total: 1.5 },
  {
    when: "a load below nothing counts as nothing",
    factory: { load: -2 },
    terms: terms(1, 0, 1, 1, 1, 1),
    total: 2.25,
  },
  // Health: ok 1, degraded a half, down nothing.
  { when: "it is degraded", factory: { health: "degraded" }, terms: terms(1, 0, 1, 1, 0.5, 1), total: 1.75 },
  { when: "it is down", factory: { health: "down" }, terms: terms(1, 0, 1, 1, 0, 1), total: 1.25 },
  // Capability fit: (1 + required) / (1 + offered).
  { when: "it asks for none of four", factory: FOUR, terms: terms(0.2, 0, 1, 1, 1, 1), total: 1.45 },
  {
    when: "it asks for one of four",
    job: { requires: ["os:linux"] },
    factory: FOUR,
    terms: terms(0.4, 0, 1, 1, 1, 1),
    total: 1.65,
  },
  {
    when: "it asks for three of four",
    job: { requires: ["os:linux", "node:22", "gpu:a100"] },
    factory: FOUR,
    terms: terms(0.8, 0, 1, 1, 1, 1),
    total: 2.05,
  },
  {
    when: "it asks for all",
    job: { requires: ["os:linux"] },
    factory: offers("os:linux"),
    terms: terms(1, 0, 1, 1, 1, 1),
    total: 2.25,
  },
  {
    when: "it asks for more than there is",
    job: { requires: ["os:linux"] },
    terms: terms(1, 0, 1, 1, 1, 1),
    total: 2.25,
  },
  // Affinity: named 1, or else the share of the preferred capabilities.
  {
    when: "it names the factory",
    job: { preferredFactoryIds: ["fac_b", "fac_a"] },
    terms: terms(1, 1, 1, 1, 1, 1),
    total: 2.75,
  },
  { when: "it names another", job: { preferredFactoryIds: ["fac_b"] }, terms: terms(1, 0, 1, 1, 1, 1), total: 2.25 },
  {
    when: "one of its two wishes is met",
    job: { preferredCapabilities: ["engine:claude", "os:linux"] },
    factory: offers("os:linux"),
    terms: terms(0.5, 0.5, 1, 1, 1, 1),
    total: 2,
  },
  {
    when: "it names the factory and no wish is met",
    job: { preferredFactoryIds: ["fac_a"], preferredCapabilities: ["engine:claude"] },
    terms: terms(1, 1, 1, 1, 1, 1),
    total: 2.75,
  },
  // Cost fit: 1 - cost / limit.
  { when: "a price without a limit", job: estimate(5_000_000), terms: terms(1, 0, 1, 1, 1, 1), total: 2.25 },
  {
    when: "a fifth of what is left",
    job: estimate(2_000_000),
    remainingMicroUsd: 10_000_000,
    terms: terms(1, 0, 1, 0.8, 1, 1),
    total: 2.1,
  },
  {
    when: "all of what is left",
    job: estimate(10_000_000),
    remainingMicroUsd: 10_000_000,
    terms: terms(1, 0, 1, 0, 1, 1),
    total: 1.5,
  },
  {
    when: "more than what is left",
    job: estimate(30_000_000),
    remainingMicroUsd: 10_000_000,
    terms: terms(1, 0, 1, 0, 1, 1),
    total: 1.5,
  },
  { when: "nothing is left", job: estimate(1), remainingMicroUsd: 0, terms: terms(1, 0, 1, 0, 1, 1), total: 1.5 },
  {
    when: "twice the price at this factory",
    job: estimate(2_000_000),
    factory: { costFactor: 2 },
    remainingMicroUsd: 10_000_000,
    terms: terms(1, 0, 1, 0.6, 1, 1),
    total: 1.95,
  },
  {
    when: "it costs nothing here",
    job: estimate(2_000_000),
    factory: { costFactor: 0 },
    remainingMicroUsd: 1,
    terms: terms(1, 0, 1, 1, 1, 1),
    total: 2.25,
  },
  {
    when: "half of the job's own cap, which is the tighter limit",
    job: { estimateMicroUsd: 1_000_000, budgetMicroUsd: 2_000_000 },
    remainingMicroUsd: 10_000_000,
    terms: terms(1, 0, 1, 0.5, 1, 1),
    total: 1.875,
  },
  {
    when: "only a cap is known",
    job: { budgetMicroUsd: 4_000_000 },
    remainingMicroUsd: 10_000_000,
    terms: terms(1, 0, 1, 0.6, 1, 1),
    total: 1.95,
  },
  // All of it together: 0.6 + 0.5·0.5 + 0.8 + 0.75·0.9 + 0.5 - 1.5·0.1 = 2.675.
  {
    when: "everything counts at once",
    job: {
      ...waited(27),
      requires: ["os:linux", "node:22"],
      preferredCapabilities: ["gpu:a100", "engine:claude"],
      estimateMicroUsd: 1_000_000,
    },
    factory: { ...FOUR, load: 0.25, health: "degraded" },
    remainingMicroUsd: 10_000_000,
    terms: terms(0.6, 0.5, 0.8, 0.9, 0.5, 0.1),
    total: 2.675,
  },
];
