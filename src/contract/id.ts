import * as z from "zod";

const ULID = "[0-9A-HJKMNP-TV-Z]{26}";

/** A prefixed ULID, made in the shell and never in a decision, so that a retry cannot make a second one. */
const prefixed = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}_${ULID}$`), `expected ${prefix}_ and a ULID`);

export const JobId = prefixed("job").meta({ id: "JobId", examples: ["job_01JZ8Y3V6W9Q4T7R2M5N8P0XKC"] });
export const TokenId = prefixed("tok").meta({ id: "TokenId", examples: ["tok_01JZ8Y3V6W9Q4T7R2M5N8P0XKE"] });
export const FactoryId = prefixed("fac").meta({ id: "FactoryId", examples: ["fac_01JZ8Y3V6W9Q4T7R2M5N8P0XKD"] });

/** A run is one grant of one job: its id is derived, so that whoever projects it first writes the same document. */
export const RunId = z
  .string()
  .regex(new RegExp(`^run_${ULID}_[1-9][0-9]*$`), "expected run_, the job's ULID, _ and the lease epoch")
  .meta({ id: "RunId", examples: ["run_01JZ8Y3V6W9Q4T7R2M5N8P0XKC_1"] });
/** An artifact's id carries its job, which is its partition: a read is one point read. */
export const ArtifactId = z
  .string()
  .regex(new RegExp(`^art_${ULID}_${ULID}$`), "expected art_, the job's ULID, _ and 26 characters")
  .meta({ id: "ArtifactId", examples: ["art_01JZ8Y3V6W9Q4T7R2M5N8P0XKC_4F2A9C1D7E3B5A6F8091C2D3E4"] });
/** Derived from what made it, so that the same operation makes the same artifact. `digest` is in hex. */
export const artifactIdOf = (jobId: string, digest: string): string =>
  `art_${jobId.slice("job_".length)}_${digest.slice(0, 26).toUpperCase()}`;
export const jobIdOfArtifact = (artifactId: string): string => `job_${artifactId.split("_")[1] ?? ""}`;

export const runIdOf = (jobId: string, epoch: number): string => `run_${jobId.slice("job_".length)}_${epoch}`;

export const ProductId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,38}$/, "expected 1 to 39 characters of a-z, 0-9 and -, a letter first")
  .meta({ id: "ProductId", examples: ["storefront"] });

/** An idempotency key: chosen by the caller, scoped by (product, key) for submits and by (job, key) for worker calls. */
export const IdempotencyKey = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,79}$/, "expected 1 to 80 characters of A-Z, a-z, 0-9 and . _ ~ -")
  .meta({ id: "IdempotencyKey", examples: ["format-sources-2026-07"] });
