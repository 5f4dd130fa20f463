import { expect, test } from "vitest";
import { type ROUTES } from "#contract/routes.ts";
import { done, refused } from "#application/outcome.ts";
import { type Handler } from "#functions/bind.ts";
import { jobIdOf } from "../support/ids.ts";

type Renew = Handler<typeof ROUTES.renewLease>;
type List = Handler<typeof ROUTES.listFactories>;
type Submit = Handler<typeof ROUTES.submitJob>;

/** The compiler is what is tested here: each expected error below fails the type check where it does not occur. */
const undeclaredRefusals: { readonly renew: Renew; readonly list: List } = {
  // @ts-expect-error -- renewing a lease declares no "unroutable", so a handler that refuses so does not compile
  renew: () => Promise.resolve(refused({ code: "unroutable", missing: [] })),
  // @ts-expect-error -- listing factories declares no refusal of its own at all
  list: () => Promise.resolve(refused({ code: "job-not-found", jobId: jobIdOf(1) })),
};

const wrongAnswers: { readonly renew: Renew; readonly submit: Submit } = {
  // @ts-expect-error -- the answer lacks the cadence that the route promises
  renew: () => Promise.resolve(done({ leaseExpiresAt: "2026-07-01T12:00:00.000Z" })),
  // @ts-expect-error -- submitting answers 201 or 200, and 202 is neither
  submit: () => Promise.resolve({ ok: true, status: 202 } as const),
};

/** What a route declares compiles, as does the outage that any route may have. */
const declared: { readonly renew: Renew; readonly list: List } = {
  renew: () => Promise.resolve(refused({ code: "fenced", jobId: jobIdOf(1), currentEpoch: 1 })),
  list: () => Promise.resolve(refused({ code: "unavailable", retryAfterMs: 1 })),
};

test("[RP1] a handler that refuses or answers in a way that its route does not declare does not compile", () => {
  expect(Object.keys({ ...undeclaredRefusals, ...wrongAnswers, ...declared })).toHaveLength(3);
});
