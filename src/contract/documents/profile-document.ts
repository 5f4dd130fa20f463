import * as z from "zod";
import { Capabilities } from "#contract/capability.ts";
import { ProductId } from "#contract/id.ts";
import { EpochMs } from "#contract/time.ts";

const INSTRUCTIONS_CHARS_MAX = 8_000;
const VERSIONS_MAX = 10_000;

export const ProfileName = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "expected a name such as build-engineer");
/** A profile is named with its version, or without one for the newest. */
export const ProfileRef = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}(@[1-9][0-9]{0,4})?$/, "expected a persona such as build-engineer or build-engineer@3");

/** What a profile says: who does the work, on what, and what the engine is told before the job's own text. */
export const ProfileFacts = z.strictObject({
  capabilities: Capabilities.default([]),
  engine: ProfileName.nullable().default(null),
  instructions: z.string().max(INSTRUCTIONS_CHARS_MAX),
});
export type ProfileFacts = z.infer<typeof ProfileFacts>;

/** `fleet_profiles`, kind `profile`: one version, written once and never changed. */
export const ProfileDocument = z.object({
  ...ProfileFacts.shape,
  id: z.string(),
  kind: z.literal("profile"),
  productId: ProductId,
  name: ProfileName,
  version: z.int().min(1).max(VERSIONS_MAX),
  sha256: z.string(),
  createdBy: z.string(),
  createdAtMs: EpochMs,
});
export type ProfileDocument = Readonly<z.infer<typeof ProfileDocument>>;

/** `fleet_profiles`, kind `head`: the newest version's number, replaced in the batch that creates the next. */
export const ProfileHead = z.object({
  id: z.string(),
  kind: z.literal("head"),
  productId: ProductId,
  name: ProfileName,
  version: z.int().min(1),
});
export type ProfileHead = Readonly<z.infer<typeof ProfileHead>>;

export const profileIdOf = (name: string, version: number): string => `${name}@${version}`;
export const headIdOf = (name: string): string => `head:${name}`;

/** A profile as a job keeps it: whatever becomes of the profile, the job is what it was. */
export const ProfileSnapshot = z
  .object({
    profileId: ProfileName,
    version: z.int().min(1),
    sha256: z.string(),
    capabilities: Capabilities,
    engine: ProfileName.nullable(),
    instructions: z.string(),
  })
  .meta({ id: "ProfileSnapshot" });
export type ProfileSnapshot = Readonly<z.infer<typeof ProfileSnapshot>>;
