import { join } from "node:path";
import * as z from "zod";
import { FactoryId, ProductId } from "#contract/id.ts";
import { readIfPresent, writeDurably } from "#factory/durable-file.ts";

const Identity = z.object({
  factoryId: FactoryId,
  productId: ProductId,
  token: z.string().min(1),
  rotateAtMs: z.int().nullable().default(null),
});
/** Who this factory is to the coordinator, and when its token is to be rotated. The token rests in a file that only its owner can read. */
export type Identity = Readonly<z.infer<typeof Identity>>;

export const IDENTITY_FILE = "identity.json";

/** The share of its life after which a token is replaced: time enough is left for a coordinator that cannot be reached. */
const ROTATE_AT_SHARE = 0.75;
export const rotationDue = (expiresAt: string | null, nowMs: number): number | null =>
  expiresAt === null ? null : Math.round(nowMs + (Date.parse(expiresAt) - nowMs) * ROTATE_AT_SHARE);

const fileIn = (dataFolder: string): string => join(dataFolder, IDENTITY_FILE);

export async function readIdentity(dataFolder: string): Promise<Identity | null> {
  const text = await readIfPresent(fileIn(dataFolder));
  return text === null ? null : Identity.parse(JSON.parse(text));
}

export async function writeIdentity(dataFolder: string, identity: Identity): Promise<void> {
  await writeDurably(fileIn(dataFolder), JSON.stringify(identity));
}
