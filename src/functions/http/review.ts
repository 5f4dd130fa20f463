import { ROUTES } from "#contract/routes.ts";
import { isOnlyPerson } from "#application/review/is-only-person.ts";
import { requestReview } from "#application/review/request-review.ts";
import { reviewJob } from "#application/review/review-job.ts";
import { bind } from "#functions/bind.ts";
import { withJob } from "#functions/http/jobs.ts";
import { factoryOf } from "#functions/http/workers.ts";

const MINUTE_MS = 60_000;

/** Verdicts, and asking for them. */
export const REVIEW_FUNCTIONS = {
  reviewJob: bind(ROUTES.reviewJob, async (deps, { productId, params, body, principal }) =>
    withJob(
      await reviewJob(deps, {
        productId,
        ...params,
        opId: body.opId,
        verdict: body.verdict,
        note: body.note,
        sha: body.sha ?? null,
        reviewer: {
          name: principal.name,
          factoryId: principal.factoryId,
          mayReviewOwn: body.verdict === "approve" && (await isOnlyPerson(deps, productId, principal)),
        },
      }),
    ),
  ),
  requestReview: bind(ROUTES.requestReview, async (deps, { productId, params, body, principal }) => {
    // A factory without an epoch holds nothing: 0 is below every grant.
    const worker =
      principal.role === "factory" ? { factoryId: factoryOf(principal), leaseEpoch: body.leaseEpoch ?? 0 } : null;
    return withJob(
      await requestReview(deps, {
        productId,
        ...params,
        opId: body.opId,
        by: worker?.factoryId ?? principal.name,
        worker,
        reviewers: body.reviewers,
        expiresAfterMs: body.expiresInMinutes === undefined ? null : body.expiresInMinutes * MINUTE_MS,
        note: body.note,
        outcome: body.outcome ?? null,
      }),
    );
  }),
} as const;
