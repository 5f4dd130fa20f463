import * as z from "zod";
import { ArtifactId, FactoryId, JobId, ProductId } from "#contract/id.ts";
import { EpochMs } from "#contract/time.ts";

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits in lower case");
export const Md5 = z.string().regex(/^[0-9a-f]{32}$/, "expected 32 hexadecimal digits in lower case");

/** `fleet_artifacts`: a pointer to one blob. The bytes never pass through the coordinator. */
export const ArtifactDocument = z.object({
  id: ArtifactId,
  productId: ProductId,
  jobId: JobId,
  factoryId: FactoryId,
  epoch: z.int().min(1),
  name: z.string(),
  contentType: z.string(),
  labels: z.array(z.string()),
  state: z.enum(["open", "sealed"]),
  /** What was found at the seal; null while it is open. */
  sizeBytes: z.int().nullable(),
  sha256: Sha256.nullable(),
  createdAtMs: EpochMs,
  sealedAtMs: EpochMs.nullable(),
  expiresAtMs: EpochMs,
});
export type ArtifactDocument = Readonly<z.infer<typeof ArtifactDocument>>;
