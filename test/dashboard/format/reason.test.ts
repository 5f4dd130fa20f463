import { expect, test } from "vitest";
import { reasonOf } from "#dashboard/format/reason.ts";
import { aFactory, aJob, at, START_MS } from "../support/fixtures.ts";

const atlas = aFactory();
const why = (job: Parameters<typeof aJob>[0], factories: Parameters<typeof aFactory>[0][] | null = [{}]) =>
  reasonOf(aJob(job), {
    factories: factories === null ? null : factories.map((part) => aFactory(part)),
    nowMs: START_MS,
  });

test("[DF3] a queued job names the first thing that keeps every factory away", () => {
  expect(why({ held: true, holdNote: "freeze" })).toBe("on hold: freeze");
  expect(why({ notBefore: at(START_MS + 30_000) })).toBe("tried again in 30 s");
  expect(why({}, [])).toBe("no factory is enrolled");
  expect(why({ capabilities: ["engine:shel"] })).toBe("no factory offers engine:shel (nearest: engine:shell)");
  expect(why({}, [{ stale: true }])).toBe("every factory that fits is stale, down or closed");
  expect(why({}, [{ lifecycle: "draining" }])).toBe("every factory that fits is stale, down or closed");
  expect(why({}, [{ seatsUsed: atlas.seatLimit }])).toBe("every seat that fits is taken");
  expect(why({})).toBe("waits for the next claim");
});

test("[DF3] capabilities that only several factories together offer are named", () => {
  const split = [{ capabilities: ["os:linux"] }, { capabilities: ["engine:claude"] }];
  expect(why({ capabilities: ["os:linux", "engine:claude"] }, split)).toBe(
    "no one factory offers all of os:linux, engine:claude",
  );
});

test("[DF3] nothing is said of factories that were not read yet", () => {
  expect(why({}, null)).toBe("");
});

test("[DF3] the other stages say what they wait for, or how they ended", () => {
  expect(why({ stage: "blocked", deps: ["job_1", "job_2"] })).toBe("waits for 2 dependencies");
  expect(why({ stage: "blocked", deps: ["job_1", "job_2"], depsMode: "any" })).toBe("waits for one of 2 dependencies");
  expect(why({ stage: "blocked", kind: "composite" })).toBe("waits for its children");
  expect(why({ stage: "review", approvals: 1, reviewersNeeded: 2 })).toBe("1 of 2 approvals");
  expect(why({ stage: "dead_letter", attempts: 3 })).toBe("3 of 3 attempts used");
});
