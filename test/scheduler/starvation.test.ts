import { expect, test } from "vitest";
import { createJobIndex } from "#scheduler/index-queue.ts";
import { type JobView } from "#scheduler/types.ts";
import { startBoundMs, STARVATION_RAMP_MS, waitingSinceMs } from "#scheduler/urgency.ts";
import { aFactory, aJob, aProduct, MINUTE_MS } from "./build.ts";

const SEATS = 2;
const RUN_MS = MINUTE_MS;
const TICK_MS = MINUTE_MS / 4;
const HOURS = 6;
/** Ten times what the seats can run, and every one of them scores as high as a job can. */
const STREAM_PER_TICK = (10 * SEATS * TICK_MS) / RUN_MS;

type Waiting = { joinedMs: number; boundMs: number; startedMs: number | null };
type Stream = Readonly<{ priority: JobView["priority"]; count: number }>;

/**
 * A plain job that nothing speaks for comes every four minutes, among a stream of favourites of the given class.
 * Returns what became of the plain ones.
 */
function simulate(stream: Stream): readonly Waiting[] {
  const factory = aFactory({ capabilities: ["os:linux", "gpu:a100", "node:22"], seatLimit: SEATS });
  const product = aProduct({ budget: { remainingMicroUsd: 1_000 }, staleAfterMs: 10 * 60 * MINUTE_MS });
  const index = createJobIndex();
  const waiting = new Map<string, JobView>();
  const plain = new Map<string, Waiting>();
  const endsMs: number[] = [];

  const join = (job: JobView): void => {
    index.put(job);
    waiting.set(job.id, job);
  };

  for (let nowMs = 0; nowMs <= HOURS * 60 * MINUTE_MS; nowMs += TICK_MS) {
    if (nowMs % (4 * MINUTE_MS) === 0) {
      const job = aJob({ id: `job_plain_${nowMs}`, queuedAtMs: nowMs, estimateMicroUsd: 1_000 });
      const older = [...waiting.values()].filter(
        (other) => other.priority === "normal" && waitingSinceMs(other) <= nowMs,
      );
      const boundMs = startBoundMs({ olderJobs: older.length, seats: SEATS, roundMaxMs: RUN_MS + TICK_MS });
      plain.set(job.id, { joinedMs: nowMs, boundMs, startedMs: null });
      join(job);
    }
    for (let nth = 0; nth < stream.count; nth += 1) {
      join(
        aJob({
          id: `job_favourite_${nowMs}_${nth}`,
          priority: stream.priority,
          queuedAtMs: nowMs + 1,
          notBeforeMs: 0,
          requires: factory.capabilities,
          preferredFactoryIds: [factory.id],
        }),
      );
    }
    while (endsMs.length > 0 && Math.min(...endsMs) <= nowMs) endsMs.splice(endsMs.indexOf(Math.min(...endsMs)), 1);
    while (endsMs.length < SEATS) {
      const fresh = { ...factory, seatsUsed: endsMs.length, lastHeartbeatAtMs: nowMs };
      const picked = index.pick(fresh, product, nowMs + 1);
      if (picked === null) break;
      index.remove(picked.job.id);
      waiting.delete(picked.job.id);
      const record = plain.get(picked.job.id);
      if (record !== undefined) record.startedMs = nowMs;
      endsMs.push(nowMs + RUN_MS);
    }
  }
  return [...plain.values()];
}

const endMs = HOURS * 60 * MINUTE_MS;
const late = (all: readonly Waiting[]): readonly Waiting[] =>
  all.filter(({ joinedMs, boundMs, startedMs }) => (startedMs ?? endMs) - joinedMs > boundMs);
const startedCount = (all: readonly Waiting[]): number => all.filter(({ startedMs }) => startedMs !== null).length;

test("[SC12] under a tenfold stream of better scoring jobs of its class, every plain job starts within its bound", () => {
  const all = simulate({ priority: "normal", count: STREAM_PER_TICK });
  expect(all).toHaveLength((HOURS * 60) / 4 + 1);
  expect(late(all)).toEqual([]);
  // The first one has nobody before it: it starts as soon as it is overdue.
  expect(all[0]).toMatchObject({ joinedMs: 0 });
  expect(startedCount(all)).toBeGreaterThan(5);
});

test("[SC12] a tenfold stream of a lower class does not delay a plain job beyond one run", () => {
  const all = simulate({ priority: "low", count: STREAM_PER_TICK });
  expect(late(all)).toEqual([]);
  expect(all.every(({ joinedMs, startedMs }) => startedMs !== null && startedMs - joinedMs <= RUN_MS)).toBe(true);
});

test("[SC12] a stream of a higher class that fills every seat is the one thing that the bound does not cover", () => {
  const all = simulate({ priority: "high", count: STREAM_PER_TICK });
  expect(startedCount(all)).toBeLessThanOrEqual(SEATS);
  expect(late(all).length).toBeGreaterThan(0);
  expect(all.some(({ boundMs }) => boundMs < STARVATION_RAMP_MS)).toBe(false);
});
