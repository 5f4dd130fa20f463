import type * as z from "zod";
import { type JOB_ROUTES } from "#contract/routes/job-routes.ts";
import { type Mask } from "./mask.ts";

export type WorkerOutcome = NonNullable<z.infer<typeof JOB_ROUTES.patchJob.body>["outcome"]>;

const MESSAGE_CHARS_MAX = 2_000;
const CODE_CHARS_MAX = 60;

/** What the coordinator keeps of how an attempt ended: short enough for its limits, and without secrets. */
export const toOutcome = (
  mask: Mask,
  facts: Pick<WorkerOutcome, "code" | "message"> & Partial<WorkerOutcome>,
): WorkerOutcome => ({
  code: facts.code.slice(0, CODE_CHARS_MAX),
  message: mask(facts.message).slice(0, MESSAGE_CHARS_MAX),
  sha: facts.sha ?? null,
  branch: facts.branch ?? null,
  exitCode: facts.exitCode ?? null,
});
