import { join } from "node:path";
import * as z from "zod";
import { FactoryId, ProductId } from "#contract/id.ts";
import { readIfPresent, writeDurably } from "#factory/durable-file.ts";

const Identity = z.object({ factoryId: FactoryId, productId: ProductId, token: z.string().min(1) });
/** Who this factory is to the coordinator. The token rests in a file that only its owner can read. */
export type Identity = Readonly<z.infer<typeof Identity>>;

export const IDENTITY_FILE = "identity.json";
const fileIn = (dataFolder: string): string => join(dataFolder, IDENTITY_FILE);

export async function readIdentity(dataFolder: string): Promise<Identity | null> {
  const text = await readIfPresent(fileIn(dataFolder));
  return text === null ? null : Identity.parse(JSON.parse(text));
}

export async function writeIdentity(dataFolder: string, identity: Identity): Promise<void> {
  await writeDurably(fileIn(dataFolder), JSON.stringify(identity));
}
