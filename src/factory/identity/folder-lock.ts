import { mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { readIfPresent } from "#factory/durable-file.ts";

const Holder = z.object({ pid: z.int(), startedAt: z.string().nullable() });
type Holder = z.infer<typeof Holder>;

type FolderLock =
  | { readonly ok: true; readonly release: () => Promise<void> }
  | { readonly ok: false; readonly heldByPid: number };

/** One data folder, one factory: two with one identity would take each other for a ghost and requeue each other's jobs. */
export async function lockFolder(dataFolder: string): Promise<FolderLock> {
  await mkdir(dataFolder, { recursive: true, mode: 0o700 });
  const path = join(dataFolder, "factory.lock");
  const mine: Holder = { pid: process.pid, startedAt: await processStart(process.pid) };
  if (!(await tryCreate(path, mine))) {
    const holder = await readHolder(path);
    if (holder !== null && (await isAlive(holder))) return { ok: false, heldByPid: holder.pid };
    await rm(path, { force: true });
    if (!(await tryCreate(path, mine))) return { ok: false, heldByPid: (await readHolder(path))?.pid ?? 0 };
  }
  return { ok: true, release: () => rm(path, { force: true }) };
}

/**
 * When a process began, in the kernel's own ticks: with it a pid names one process and not a later one with the same
 * number. Null where the system does not say (it is read from Linux' /proc).
 */
export async function processStart(pid: number): Promise<string | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    const afterName = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return afterName[START_TIME_FIELD] ?? null;
  } catch {
    return null;
  }
}
/** Field 22 of proc(5) stat, counted from the field after the name. */
const START_TIME_FIELD = 19;

async function tryCreate(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx", 0o600);
    await file.writeFile(JSON.stringify(holder));
    await file.close();
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

async function readHolder(path: string): Promise<Holder | null> {
  const text = await readIfPresent(path);
  if (text === null) return null;
  try {
    return Holder.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  if (holder.pid === process.pid) return holder.startedAt === (await processStart(process.pid));
  try {
    process.kill(holder.pid, 0);
  } catch {
    return false;
  }
  return holder.startedAt === (await processStart(holder.pid));
}
