import * as z from "zod";
import { SHA_PATTERN } from "#contract/checkpoint.ts";

const OUTCOME_RESULTS = ["succeeded", "failed", "cancelled", "rejected"] as const;

/** How the last attempt ended: what the worker or the operator said, with the commit that it speaks of. */
export const Outcome = z
  .object({
    result: z.enum(OUTCOME_RESULTS),
    code: z.string().max(60),
    message: z.string().max(2_000),
    sha: z.string().regex(SHA_PATTERN).nullable(),
    branch: z.string().max(200).nullable(),
    exitCode: z.int().nullable(),
  })
  .meta({ id: "Outcome" });
export type Outcome = z.infer<typeof Outcome>;
