import { expect, test } from "vitest";
import { factoryAt, isOver, ordered } from "#domain/factory/lifecycle.ts";
import { mayRotateItself, withRotation, withTokensRevoked } from "#domain/factory/rotation.ts";
import { isGone } from "#domain/factory/silent.ts";
import { decideRemoveHolder } from "#domain/lease/remove-holder.ts";
import { aFactoryDocument } from "../../support/a-factory-document.ts";
import { aJob } from "../../support/a-job.ts";
import { aLease } from "../../support/a-lease.ts";
import { factoryIdOf, NOW_MS } from "../../support/ids.ts";

const paused = ordered(aFactoryDocument(), { lifecycle: "paused", by: "ada", note: "", untilMs: NOW_MS });

test("[FL2] an order without an end ends by an operator alone; one with an end is over at that instant", () => {
  expect(paused).toMatchObject({ lifecycle: "paused", lifecycleBy: "ada", lifecycleNote: null });
  expect([isOver(paused, NOW_MS - 1), isOver(paused, NOW_MS), isOver(aFactoryDocument(), NOW_MS)]).toEqual([
    false,
    true,
    false,
  ]);
  expect(factoryAt(paused, NOW_MS - 1)).toBe(paused);
  expect(factoryAt(paused, NOW_MS)).toEqual(aFactoryDocument());
  expect(ordered(paused, { lifecycle: "active", by: "ada", note: "x", untilMs: null })).toEqual(aFactoryDocument());
});

test("[FL1] a repetition of a rotation keeps its overlap, another rotation begins its own", () => {
  const first = withRotation(aFactoryDocument(), { rotationId: "a", tokenHash: "1" }, NOW_MS);
  expect(withRotation(first, { rotationId: "a", tokenHash: "2" }, NOW_MS + 5).rotation).toEqual({
    rotationId: "a",
    tokenHash: "2",
    overlapUntilMs: NOW_MS + 600_000,
  });
  expect(withRotation(first, { rotationId: "b", tokenHash: "2" }, NOW_MS + 5).rotation.overlapUntilMs).toBe(
    NOW_MS + 600_005,
  );
});

test("[FL3] for five seconds after a revocation a factory rotates nothing itself", () => {
  const revoked = withTokensRevoked(aFactoryDocument(), NOW_MS);
  expect([mayRotateItself(revoked, NOW_MS + 5_000), mayRotateItself(revoked, NOW_MS + 5_001)]).toEqual([false, true]);
  expect(mayRotateItself(aFactoryDocument(), NOW_MS)).toBe(true);
});

test("[FL5] a factory is gone when it was silent for the whole time, counted from its enrolment until it is first heard", () => {
  const unheard = aFactoryDocument({ lastHeartbeatAtMs: null });
  expect([isGone(unheard, 10, NOW_MS + 9), isGone(unheard, 10, NOW_MS + 10)]).toEqual([false, true]);
  expect(isGone(aFactoryDocument({ lastHeartbeatAtMs: NOW_MS + 5 }), 10, NOW_MS + 14)).toBe(false);
});

test("[FL4] only the lease that was seen is ended with its factory", () => {
  const seen = { factoryId: factoryIdOf(1), epoch: 1, by: "ada" };
  const lease = aLease({ holderFactoryId: factoryIdOf(1), epoch: 1 });
  const held = aJob({ stage: "building", leaseEpoch: 1, lease });
  expect(decideRemoveHolder(held, seen, NOW_MS)).toMatchObject({
    kind: "accept",
    next: { stage: "queued", lease: null, leaseEpoch: 2, requeues: { factory_removed: 1 } },
  });
  for (const other of [aJob(), { ...held, lease: { ...lease, epoch: 2 } }])
    expect(decideRemoveHolder(other, seen, NOW_MS).kind).toBe("skip");
  expect(decideRemoveHolder(held, { ...seen, factoryId: factoryIdOf(2) }, NOW_MS).kind).toBe("skip");
});
