import { type ProblemDocument } from "#contract/problem.ts";

/** What the exit code of `agf` says, for scripts. `agf help exit-codes` prints this table. */
export const EXIT = {
  ok: 0,
  error: 1,
  usage: 2,
  authRequired: 4,
  notFound: 5,
  conflict: 6,
  precondition: 7,
  jobFailed: 8,
  timeout: 124,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export const EXIT_MEANINGS: readonly (readonly [ExitCode, string])[] = [
  [EXIT.ok, "it worked"],
  [EXIT.error, "it failed, or the coordinator cannot be reached"],
  [EXIT.usage, "the command line, or a manifest, is not right"],
  [EXIT.authRequired, "no token, or the token may not do this"],
  [EXIT.notFound, "there is no such job, factory or run in this product"],
  [EXIT.conflict, "the state does not allow it: fenced, shipped already, a key used twice"],
  [EXIT.precondition, "something must be true first: a dependency exists, a factory offers the capability"],
  [EXIT.jobFailed, "the job that was waited for did not ship"],
  [EXIT.timeout, "the wait took longer than it was given"],
  [EXIT.interrupted, "interrupted by Ctrl-C"],
];

const BY_CODE: Readonly<Record<string, ExitCode>> = {
  unroutable: EXIT.precondition,
  "unknown-dependency": EXIT.precondition,
  "idempotency-key-reused": EXIT.conflict,
  "invalid-request": EXIT.usage,
  "invalid-manifest": EXIT.usage,
};
const BY_STATUS: Readonly<Record<number, ExitCode>> = {
  400: EXIT.usage,
  401: EXIT.authRequired,
  403: EXIT.authRequired,
  404: EXIT.notFound,
  409: EXIT.conflict,
  412: EXIT.precondition,
  428: EXIT.precondition,
};

/** The code says more than the status, so it is asked first. */
export const exitCodeOf = (problem: Pick<ProblemDocument, "code" | "status">): ExitCode =>
  BY_CODE[problem.code] ?? BY_STATUS[problem.status] ?? EXIT.error;
