import { expect, test } from "vitest";
import { type FilterReason, filterPair, isLive } from "#scheduler/filter.ts";
import { type FactoryView, type JobView } from "#scheduler/types.ts";
import { aFactory, aJob, aProduct, NOW_MS } from "./build.ts";

type Case = Readonly<{
  reason: FilterReason | null;
  when: string;
  job?: Partial<JobView>;
  factory?: Partial<FactoryView>;
  product?: Parameters<typeof aProduct>[0];
}>;

const money = (remainingMicroUsd: number, reservedMicroUsd = 0) => ({
  budget: { remainingMicroUsd, reservedMicroUsd },
});
const key = (used: number) => ({ keysInUse: { "repo:a": { used, limit: 2 } } });

const CASES: readonly Case[] = [
  { when: "nothing is in the way", reason: null },
  { when: "it starts before the deadline", reason: null, job: { deadlineMs: NOW_MS + 1 } },
  { when: "the deadline is now", reason: "deadline_passed", job: { deadlineMs: NOW_MS } },
  { when: "a dependency failed", reason: "dependency_failed", job: { dependencies: "failed" } },
  { when: "an operator holds it", reason: "on_hold", job: { held: true } },
  { when: "a dependency is open", reason: "dependency_unmet", job: { dependencies: "unmet" } },
  { when: "its time has come", reason: null, job: { notBeforeMs: NOW_MS } },
  { when: "its time has not come", reason: "not_before", job: { notBeforeMs: NOW_MS + 1 } },
  { when: "it was queued by a faster clock", reason: "not_before", job: { queuedAtMs: NOW_MS + 1 } },
  { when: "the budget is paused", reason: "budget_paused", product: { budget: { paused: true } } },
  { when: "the budget is just enough", reason: null, job: { budgetMicroUsd: 10 }, product: money(10) },
  { when: "the budget is one too small", reason: "budget_exhausted", job: { budgetMicroUsd: 10 }, product: money(9) },
  {
    when: "the cap counts, not the estimate",
    reason: "budget_exhausted",
    job: { budgetMicroUsd: 10, estimateMicroUsd: 1 },
    product: money(9),
  },
  {
    when: "there is no cap, the estimate counts",
    reason: "budget_exhausted",
    job: { estimateMicroUsd: 10 },
    product: money(9),
  },
  { when: "nothing is left and it says no price", reason: "budget_exhausted", product: money(0) },
  {
    when: "reservations may give it back",
    reason: "budget_reserved",
    job: { budgetMicroUsd: 10 },
    product: money(9, 1),
  },
  {
    when: "reservations cannot give enough",
    reason: "budget_exhausted",
    job: { budgetMicroUsd: 11 },
    product: money(9, 1),
  },
  { when: "the key has a place", reason: null, job: { concurrencyKey: "repo:a" }, product: key(1) },
  { when: "the key is full", reason: "concurrency_key_held", job: { concurrencyKey: "repo:a" }, product: key(2) },
  { when: "another key is full", reason: null, job: { concurrencyKey: "repo:b" }, product: key(2) },
  {
    when: "the key has the name of a property of every object",
    reason: null,
    job: { concurrencyKey: "toString" },
    product: key(2),
  },
  {
    when: "all is offered",
    reason: null,
    job: { requires: ["os:linux"] },
    factory: { capabilities: ["has:docker", "os:linux"] },
  },
  {
    when: "one is not offered",
    reason: "capability_missing",
    job: { requires: ["os:linux", "gpu:a100"] },
    factory: { capabilities: ["os:linux"] },
  },
  {
    when: "the factory is wrong and busy",
    reason: "capability_missing",
    job: { requires: ["os:linux"] },
    factory: { seatsUsed: 1 },
  },
  { when: "it is marked unroutable", reason: "unroutable", job: { routable: false } },
  { when: "the heartbeat is just fresh", reason: null, factory: { lastHeartbeatAtMs: NOW_MS - 89_999 } },
  { when: "the heartbeat is too old", reason: "factory_stale", factory: { lastHeartbeatAtMs: NOW_MS - 90_000 } },
  { when: "there never was a heartbeat", reason: "factory_stale", factory: { lastHeartbeatAtMs: null } },
  { when: "it is degraded", reason: null, factory: { health: "degraded" } },
  { when: "it is down", reason: "factory_down", factory: { health: "down" } },
  { when: "it drains", reason: "factory_draining", factory: { lifecycle: "draining" } },
  { when: "it is paused", reason: "factory_paused", factory: { lifecycle: "paused" } },
  { when: "it is in quarantine", reason: "factory_quarantined", factory: { lifecycle: "quarantined" } },
  { when: "one seat is free", reason: null, factory: { seatLimit: 2, seatsUsed: 1 } },
  { when: "no seat is free", reason: "seats_full", factory: { seatLimit: 2, seatsUsed: 2 } },
  { when: "the limit was lowered below what is used", reason: "seats_full", factory: { seatLimit: 1, seatsUsed: 2 } },
];

test.each(CASES)("[SC4] when $when, the filter says $reason", ({ reason, job, factory, product }) => {
  expect(filterPair(aJob(job), aFactory(factory), aProduct(product), NOW_MS)).toBe(reason);
});

test("[SC4] affinity never opens a filter", () => {
  const job = aJob({ requires: ["gpu:a100"], preferredFactoryIds: ["fac_a"] });
  expect(filterPair(job, aFactory(), aProduct(), NOW_MS)).toBe("capability_missing");
});

test("[SC4] a factory is live when it is heard of and not down, even while it drains", () => {
  expect(isLive(aFactory({ lifecycle: "draining", seatsUsed: 1 }), aProduct(), NOW_MS)).toBe(true);
  expect(isLive(aFactory({ health: "down" }), aProduct(), NOW_MS)).toBe(false);
  expect(isLive(aFactory({ lastHeartbeatAtMs: null }), aProduct(), NOW_MS)).toBe(false);
});
