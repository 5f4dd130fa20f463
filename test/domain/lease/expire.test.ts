import { expect, test } from "vitest";
import { decideExpire } from "#domain/lease/expire.ts";
import { aHeldJob, aJob } from "../../support/a-job.ts";
import { aLease } from "../../support/a-lease.ts";
import { accepted } from "../../support/decisions.ts";
import { factoryIdOf, NOW_MS, SHA } from "../../support/ids.ts";

const EXPIRES_MS = NOW_MS + 60_000;
const GRACE_MS = 10_000;
const SEEN = { epoch: 1, graceMs: GRACE_MS };

test("[PR8] a lease lives through its grace to the last millisecond and ends at the next", () => {
  expect(decideExpire(aHeldJob(), SEEN, EXPIRES_MS + GRACE_MS - 1).kind).toBe("skip");
  expect(decideExpire(aHeldJob(), SEEN, EXPIRES_MS + GRACE_MS).kind).toBe("accept");
});

test("[PR8] an expired lease sends the job back with its checkpoint, a higher epoch and the cause counted", () => {
  const checkpoint = { branch: "b", sha: SHA, engine: "shell", sessionRef: null, summary: "", epoch: 1, atMs: NOW_MS };
  const nowMs = EXPIRES_MS + GRACE_MS;
  const { next, facts } = accepted(
    decideExpire(aHeldJob({ checkpoint, requeues: { lease_lost: 2, operator: 1 } }), SEEN, nowMs),
  );
  expect(next).toMatchObject({ stage: "queued", lease: null, leaseEpoch: 2, checkpoint, notBeforeMs: nowMs });
  expect(next.requeues).toEqual({ lease_lost: 3, operator: 1 });
  expect(next.queuedAtMs).toBe(NOW_MS);
  expect(facts).toEqual([
    {
      type: "job.requeued",
      cause: "lease_lost",
      note: `${factoryIdOf(1)} was not heard of in time.`,
      notBeforeMs: nowMs,
    },
  ]);
});

test("[PR8] a lease that is not the one that was seen is left alone, however old the news is", () => {
  const later = aHeldJob({ leaseEpoch: 3, lease: aLease({ epoch: 3 }) });
  expect(decideExpire(later, SEEN, EXPIRES_MS + 1_000_000).kind).toBe("skip");
  expect(decideExpire(aJob({ leaseEpoch: 2 }), SEEN, EXPIRES_MS + 1_000_000).kind).toBe("skip");
});
