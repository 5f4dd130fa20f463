import * as z from "zod";
import { FactoryId, JobId, ProductId } from "#contract/id.ts";
import { EpochMs } from "#contract/time.ts";

/** `fleet_leases`: the lease as others may read it. A projection; the newer `rev` wins. */
export const LeaseDocument = z.object({
  id: JobId,
  productId: ProductId,
  jobId: JobId,
  rev: z.int().min(1),
  status: z.enum(["active", "ended"]),
  holderFactoryId: FactoryId.nullable(),
  epoch: z.int().min(0),
  expiresAtMs: EpochMs.nullable(),
});
export type LeaseDocument = Readonly<z.infer<typeof LeaseDocument>>;
