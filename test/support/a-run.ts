import { type RunDocument, type SessionUsage } from "#contract/documents/run-document.ts";
import { runIdOf } from "#contract/id.ts";
import { factoryIdOf, jobIdOf, NOW_MS, PRODUCT } from "./ids.ts";

/** The first run of job 1, under way at factory 1. */
export const aRun = (given: Partial<RunDocument> = {}): RunDocument => ({
  id: runIdOf(jobIdOf(1), 1),
  productId: PRODUCT,
  jobId: jobIdOf(1),
  epoch: 1,
  factoryId: factoryIdOf(1),
  startedAtMs: NOW_MS,
  endedAtMs: null,
  end: null,
  outcome: null,
  resumedFromSha: null,
  usage: [],
  costMicroUsd: 0,
  countedMicroUsd: 0,
  usageAtMs: null,
  ...given,
});

export const aUsage = (given: Partial<SessionUsage> = {}): SessionUsage => ({
  session: "s1",
  inputTokens: 0,
  outputTokens: 0,
  costMicroUsd: null,
  source: "reported",
  ...given,
});
