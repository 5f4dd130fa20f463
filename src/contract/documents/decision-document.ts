import * as z from "zod";
import { FactoryId, JobId, ProductId } from "#contract/id.ts";
import { EpochMs } from "#contract/time.ts";

/** `fleet_decisions`: why this factory got this job, as it was decided and not as it would be recomputed. */
export const DecisionDocument = z.object({
  id: z.string(),
  productId: ProductId,
  jobId: JobId,
  factoryId: FactoryId,
  epoch: z.int().min(1),
  atMs: EpochMs,
  policy: z.string(),
  score: z.number(),
  terms: z.record(z.string(), z.number()),
  considered: z.int(),
  dropped: z.record(z.string(), z.int()),
});
export type DecisionDocument = Readonly<z.infer<typeof DecisionDocument>>;
