import * as z from "zod";
import { Capability } from "#contract/capability.ts";
import { FactoryId } from "#contract/id.ts";
import { Manifest } from "#contract/manifest/manifest.ts";
import { Usd } from "#contract/money.ts";

/** What no live factory offers, with the advertised token that is nearest to it. */
export const MissingCapability = z.object({ capability: z.string(), nearest: z.string().nullable() });

/** What a submission would do, told without doing it. The job's id in the same answer is one that nobody will have. */
export const SubmitPlan = z
  .object({
    /** The manifest with every default filled in. */
    manifest: Manifest,
    /** Every factory of the product: whether it is alive, and what it lacks for this job. */
    routability: z.array(
      z.object({ factoryId: FactoryId, name: z.string(), live: z.boolean(), missing: z.array(Capability) }),
    ),
    /** The documents of the one batch, by their kind. */
    writes: z.array(z.object({ kind: z.string(), write: z.enum(["create", "replace", "delete"]) })),
    /** The most that the job may cost by its own manifest; null where it sets no limit. */
    costCeilingUsd: Usd.nullable(),
  })
  .meta({ id: "SubmitPlan" });
export type SubmitPlan = z.infer<typeof SubmitPlan>;
