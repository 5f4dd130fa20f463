import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createVirtualClock, type VirtualClock } from "#local/clock.ts";
import { createActivity } from "#local/host/activity.ts";
import { type FeedLoop, startFeedLoop } from "#local/host/feed/feed-loop.ts";
import { retryDelayMs } from "#local/host/feed/retry-delay.ts";
import { type LogLine } from "#local/host/log.ts";

/** A feed of numbers: the continuation is how many of them have been read. */
class NumberFeed {
  readonly numbers: number[] = [];
  checkpoint: string | null = null;
  reads = 0;
  fault: Error | null = null;

  async read(continuation: string | null) {
    this.reads += 1;
    if (this.fault !== null) throw this.fault;
    const from = Number(continuation ?? 0);
    const documents = this.numbers.slice(from, from + 2);
    return { documents, continuation: String(from + documents.length) };
  }
}

let clock: VirtualClock;
let feed: NumberFeed;
let taken: unknown[][];
let attempts: number[];
let failuresLeft: number;
let lines: LogLine[];
let loop: FeedLoop | null;

beforeEach(() => {
  clock = createVirtualClock(0);
  feed = new NumberFeed();
  taken = [];
  attempts = [];
  failuresLeft = 0;
  lines = [];
  loop = null;
});
afterEach(() => loop?.stop());

function follow(
  policy: Parameters<typeof retryDelayMs>[0] = { maxRetryCount: -1, delayInterval: { seconds: 2 } },
): FeedLoop {
  loop = startFeedLoop({
    name: "watch",
    range: { id: "all", read: (continuation) => feed.read(continuation) },
    checkpoint: {
      read: async () => feed.checkpoint,
      write: async (continuation) => void (feed.checkpoint = continuation),
    },
    clock,
    log: (line) => lines.push(line),
    activity: createActivity(),
    pollDelayMs: 5_000,
    deliver: async (documents, attempt) => {
      attempts.push(attempt);
      if (failuresLeft > 0) {
        failuresLeft -= 1;
        throw new Error("not yet");
      }
      taken.push([...documents]);
    },
    retryDelayMs: (failures) => retryDelayMs(policy, failures),
  });
  return loop;
}

describe("the change feed of a function", () => {
  test("[LY1] pages are delivered in order, and each is checkpointed after it was taken", async () => {
    feed.numbers.push(1, 2, 3);
    await follow().drain();
    expect(taken).toEqual([[1, 2], [3]]);
    expect(feed.checkpoint).toBe("3");
  });

  test("[LY2] a failing batch is tried again as the policy says, before anything newer, and is not checkpointed", async () => {
    feed.numbers.push(1, 2);
    failuresLeft = 3;
    const running = follow();
    await running.drain();
    feed.numbers.push(3);
    running.poke();
    await running.drain();
    expect([taken, feed.checkpoint, attempts]).toEqual([[], null, [0]]);
    await clock.advance(1_999);
    expect(attempts).toEqual([0]);
    await clock.advance(1);
    expect(attempts).toEqual([0, 1]);
    await clock.advance(4_000);
    expect([taken, feed.checkpoint, attempts]).toEqual([[[1, 2], [3]], "3", [0, 1, 2, 3, 0]]);
  });

  test("[LY3] without a policy, or when it is used up, the batch is given up and logged, as in Azure", async () => {
    feed.numbers.push(1);
    failuresLeft = 1;
    await follow(null).drain();
    expect([taken, feed.checkpoint]).toEqual([[], "1"]);
    expect(lines).toContainEqual(expect.objectContaining({ event: "feed.failed", lost: 1 }));
  });

  test("[LY4] it polls after its delay, and at once when it is poked", async () => {
    const running = follow();
    await running.drain();
    feed.numbers.push(1);
    await clock.advance(4_999);
    expect(taken).toEqual([]);
    await clock.advance(1);
    expect(taken).toEqual([[1]]);
    feed.numbers.push(2);
    running.poke();
    await running.drain();
    expect(taken).toEqual([[1], [2]]);
  });

  test("[LY4] a change that comes while the feed is being read is not left for the next poll", async () => {
    const running = follow();
    await running.drain();
    const read = feed.read.bind(feed);
    feed.read = async (continuation) => {
      const page = await read(continuation);
      feed.read = read;
      // The page above is empty; this news arrives before the loop has looked at it.
      feed.numbers.push(7);
      running.poke();
      return page;
    };
    await running.drain();
    expect(taken).toEqual([[7]]);
  });

  test("[LY5] where a feed began is written down even before its first change", async () => {
    feed.numbers.push(1, 2);
    feed.checkpoint = "2";
    await follow().drain();
    expect(taken).toEqual([]);
    feed.checkpoint = null;
    feed.numbers.length = 0;
    loop?.stop();
    await follow().drain();
    expect(feed.checkpoint).toBe("0");
  });

  test("[LY6] a feed that cannot be read is tried again later, and a checkpoint that fails means a repeat", async () => {
    feed.fault = new Error("the account is away");
    const running = follow();
    await running.drain();
    expect(lines).toContainEqual(expect.objectContaining({ event: "feed.unreadable" }));
    feed.fault = null;
    feed.numbers.push(1);
    await clock.advance(2_000);
    expect(taken).toEqual([[1]]);
  });

  test("[LY6] a stopped feed delivers nothing more", async () => {
    const running = follow();
    await running.drain();
    running.stop();
    feed.numbers.push(1);
    running.poke();
    await clock.advance(60_000);
    expect(taken).toEqual([]);
  });
});

describe("the wait before a retry", () => {
  test("[LY7] a fixed delay stays, an exponential one doubles up to its bound, and the count ends it", () => {
    const fixed = { retryStrategy: "fixedDelay", maxRetryCount: 2, delayInterval: { seconds: 3 } };
    expect([1, 2, 3].map((attempt) => retryDelayMs(fixed, attempt))).toEqual([3_000, 3_000, null]);
    const growing = {
      retryStrategy: "exponentialBackoff",
      maxRetryCount: -1,
      minimumInterval: { seconds: 1 },
      maximumInterval: { seconds: 5 },
    };
    expect([1, 2, 3, 4, 1_000].map((attempt) => retryDelayMs(growing, attempt))).toEqual([
      1_000, 2_000, 4_000, 5_000, 5_000,
    ]);
    expect(retryDelayMs({ ...fixed, delayInterval: { seconds: 0 } }, 1)).toBe(100);
    expect(retryDelayMs(null, 1)).toBeNull();
  });
});
