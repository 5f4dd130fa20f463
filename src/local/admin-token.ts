import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { secrets } from "#adapters/system/secrets.ts";

const FILE = "admin-token";
const OWNER_ONLY = 0o600;

export type AdminToken = { readonly token: string; readonly sha256: string };

/** A new administrator's token. Whoever deploys sets the hash; the token itself is kept nowhere. */
export function mintAdminToken(): AdminToken {
  const token = secrets.mint("usr");
  return { token, sha256: secrets.sha256(token) };
}

/** The administrator's token of this folder: made at the first start, and the same at every later one. */
export async function adminTokenOf(dataFolder: string): Promise<AdminToken> {
  const file = join(dataFolder, FILE);
  const token = (await readIfThere(file)) ?? (await create(file));
  return { token, sha256: secrets.sha256(token) };
}

async function readIfThere(file: string): Promise<string | null> {
  try {
    const token = (await readFile(file, "utf8")).trim();
    return secrets.wellFormed(token) ? token : null;
  } catch {
    return null;
  }
}

async function create(file: string): Promise<string> {
  const token = secrets.mint("usr");
  await writeFile(file, `${token}\n`, { mode: OWNER_ONLY });
  return token;
}
