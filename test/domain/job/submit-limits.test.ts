import { expect, test } from "vitest";
import { Manifest } from "#contract/manifest/manifest.ts";
import { toTimestamp } from "#contract/time.ts";
import { newJob } from "#domain/job/submit.ts";
import { aManifest } from "../../support/a-manifest.ts";
import { jobIdOf, NOW_MS, PRODUCT } from "../../support/ids.ts";

const MINUTE_MS = 60_000;
const born = (given: Parameters<typeof aManifest>[0]) =>
  newJob(
    {
      jobId: jobIdOf(1),
      productId: PRODUCT,
      manifest: aManifest(given),
      bodySha256: "b".repeat(64),
      submittedBy: "sam",
      deps: [],
      parentId: null,
      routable: true,
      ready: true,
      profile: null,
    },
    NOW_MS,
  );

test("[TM1] a new job has the limits of its manifest, and without them none but the wait for reviewers", () => {
  const timeouts = { queueMinutes: 1, progressMinutes: 2, onNoProgress: "warn", reviewMinutes: 3 } as const;
  expect(born({ timeouts, deadline: toTimestamp(NOW_MS + 1) })).toMatchObject({
    queueMaxMs: MINUTE_MS,
    progressMaxMs: 2 * MINUTE_MS,
    onNoProgress: "warn",
    reviewMaxMs: 3 * MINUTE_MS,
    deadlineMs: NOW_MS + 1,
  });
  const none = { queueMaxMs: null, progressMaxMs: null, onNoProgress: "fail", deadlineMs: null, startAfterMs: null };
  expect(born({})).toMatchObject({ ...none, reviewMaxMs: 3 * 24 * 60 * MINUTE_MS });
});

test("[TM4] a new job waits for the start that it asked for, and a start in the past is now", () => {
  expect(born({ notBefore: toTimestamp(NOW_MS + 5) })).toMatchObject({
    notBeforeMs: NOW_MS + 5,
    startAfterMs: NOW_MS + 5,
  });
  expect(born({ notBefore: toTimestamp(NOW_MS - 5) }).notBeforeMs).toBe(NOW_MS);
});

test("[TM4] an instant that does not exist is no start and no deadline", () => {
  for (const text of ["2026-13-01T00:00:00.000Z", "2026-01-01", "soon", "0999-01-01T00:00:00.000Z"])
    expect(Manifest.safeParse({ title: "x", deadline: text, notBefore: text }).success).toBe(false);
});
