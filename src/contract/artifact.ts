import * as z from "zod";
import { ArtifactId, FactoryId, JobId, ProductId } from "#contract/id.ts";
import { Timestamp } from "#contract/time.ts";

export const ARTIFACT_BYTES_MAX = 1_073_741_824;
export const ARTIFACTS_PER_JOB_MAX = 200;
const LABELS_MAX = 10;

/** A plain relative path: it names a file for people and is no part of where the bytes rest. */
export const ArtifactName = z
  .string()
  .max(200)
  .regex(
    /^[A-Za-z0-9_][A-Za-z0-9._@+=-]*(\/[A-Za-z0-9_][A-Za-z0-9._@+=-]*)*$/,
    "expected a path such as logs/build.txt",
  );
export const ContentType = z
  .string()
  .max(100)
  .regex(/^[a-z]+\/[a-z0-9.+-]+$/, "expected a type such as text/plain");
export const ArtifactLabels = z.array(z.string().min(1).max(60)).max(LABELS_MAX);

/** An artifact on the wire. */
export const Artifact = z
  .object({
    id: ArtifactId,
    productId: ProductId,
    jobId: JobId,
    factoryId: FactoryId,
    epoch: z.int(),
    name: z.string(),
    contentType: z.string(),
    labels: z.array(z.string()),
    state: z.enum(["open", "sealed"]),
    sizeBytes: z.int().nullable(),
    sha256: z.string().nullable(),
    createdAt: Timestamp,
    sealedAt: Timestamp.nullable(),
    expiresAt: Timestamp,
  })
  .meta({ id: "Artifact" });
export type Artifact = z.infer<typeof Artifact>;

/** A URL that is good for one blob, for one purpose, and for minutes. It is a secret while it lasts. */
export const BlobAccess = z
  .object({ url: z.string(), headers: z.record(z.string(), z.string()), expiresAt: Timestamp })
  .meta({ id: "BlobAccess" });
