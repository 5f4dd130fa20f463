import * as z from "zod";
import { FactoryId, ProductId, TokenId } from "#contract/id.ts";
import { EpochMs } from "#contract/time.ts";

export const ROLES = ["viewer", "operator", "admin", "factory"] as const;
export const Role = z.enum(ROLES).meta({ id: "Role" });
export type Role = z.infer<typeof Role>;

/** `fleet_tokens`: only the SHA-256 of a token is stored, and is the document's id, so that a check is one point read. */
export const TokenDocument = z.object({
  id: z.string().regex(/^[0-9a-f]{64}$/),
  kind: z.enum(["access", "enrolment"]),
  /** What a person's token is called by; null for a factory's, which is named by its factory. */
  tokenId: TokenId.nullable().default(null),
  name: z.string(),
  role: Role,
  /** `null` is every product: only an administrator's token may have it. */
  products: z.array(ProductId).nullable(),
  factoryId: FactoryId.nullable(),
  lastFour: z.string(),
  createdAtMs: EpochMs,
  expiresAtMs: EpochMs.nullable(),
  revokedAtMs: EpochMs.nullable(),
  /** Enrolment codes only: which attempt used it up, so that the same attempt may repeat itself after a lost reply. */
  usedBy: z.object({ enrolmentId: z.string(), factoryId: FactoryId, tokenHash: z.string(), atMs: EpochMs }).nullable(),
});
export type TokenDocument = Readonly<z.infer<typeof TokenDocument>>;
