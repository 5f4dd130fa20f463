import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";

export const DATA_FOLDER = ".gigafactory";

/** What `agf start` leaves behind so that the next command in this folder needs no settings. */
export const Session = z.strictObject({
  url: z.url(),
  token: z.string().min(1),
  productId: z.string().min(1),
  dashboardUrl: z.url().exactOptional(),
});
export type Session = Readonly<z.infer<typeof Session>>;
export type SessionRead =
  | { readonly kind: "none" }
  | { readonly kind: "unreadable"; readonly path: string; readonly why: string }
  | { readonly kind: "session"; readonly session: Session };

export const sessionPath = (cwd: string): string => join(cwd, DATA_FOLDER, "session.json");

/** Files of this folder that let whoever reads them act as its administrator. */
export const secretFiles = (cwd: string): readonly string[] => [
  sessionPath(cwd),
  join(cwd, DATA_FOLDER, "admin-token"),
];

/** The token inside is an administrator's: nobody but the owner may read the file, not even for a moment. */
export async function writeSession(cwd: string, session: Session): Promise<string> {
  const path = sessionPath(cwd);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}`;
  await writeFile(fresh, `${JSON.stringify(session, null, 2)}\n`, { mode: 0o600 });
  // An older file of that name keeps its mode when it is written again.
  await chmod(fresh, 0o600);
  await rename(fresh, path);
  return path;
}

export async function readSession(cwd: string): Promise<SessionRead> {
  const path = sessionPath(cwd);
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return { kind: "none" };
  try {
    const parsed = Session.safeParse(JSON.parse(text));
    if (parsed.success) return { kind: "session", session: parsed.data };
    return { kind: "unreadable", path, why: z.prettifyError(parsed.error) };
  } catch {
    return { kind: "unreadable", path, why: "it is not JSON" };
  }
}
