import { createHash } from "node:crypto";
import { mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";

/** A folder that this process alone may write to, until it releases it or dies. */
type DataFolder = Readonly<{ path: string; release(): Promise<void> }>;

/** The folder belongs to another process; the message is a sentence that names it. */
class DataFolderHeldError extends Error {
  constructor(path: string, holder: Holder | null) {
    const who =
      holder === null ? "another process" : `process ${holder.pid} (${holder.command}), since ${holder.since}`;
    super(`The data folder ${path} is in use by ${who}: stop that one, or choose another folder with --data.`);
    this.name = "DataFolderHeldError";
  }
}

const holderSchema = z.object({ pid: z.number(), since: z.string(), command: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** Who holds the folder, for people and for the sentence of the next one; the lock itself is a socket. */
const HOLDER_FILE = "holder.json";
/** How often a dead holder's socket is cleared away before the folder counts as held after all. */
const TAKEOVER_ATTEMPTS = 3;

/**
 * Creates the folder when missing and locks it. The lock is a listening socket named after the folder, which the
 * operating system drops with the process, however it ends; so a crash never leaves a lock behind.
 * Rejects with a `DataFolderHeldError` when another process has it.
 */
export async function lockDataFolder(folder: string, nowMs: number): Promise<DataFolder> {
  await mkdir(folder, { recursive: true });
  const path = await realpath(folder);
  const server = await listenAs(lockName(path));
  if (server === null) throw new DataFolderHeldError(path, await readHolder(path));
  const holder: Holder = {
    pid: process.pid,
    since: new Date(nowMs).toISOString(),
    command: process.argv.map((word, index) => (index === 0 ? "node" : word)).join(" "),
  };
  await writeFile(join(path, HOLDER_FILE), JSON.stringify(holder));
  return {
    path,
    async release() {
      await rm(join(path, HOLDER_FILE), { force: true });
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type LockName = Readonly<{ socket: string; isFile: boolean }>;

/** Hashed, because a socket's name is short (about 100 bytes) and a folder's need not be. */
function lockName(path: string): LockName {
  const name = `agf-${createHash("sha256").update(path).digest("hex").slice(0, 32)}`;
  switch (process.platform) {
    case "linux":
      // A name in the abstract namespace is no file: nothing is left over, nothing is to be cleared away.
      return { socket: `\0${name}`, isFile: false };
    case "win32":
      return { socket: `\\\\.\\pipe\\${name}`, isFile: false };
    default:
      return { socket: join(tmpdir(), `${name}.sock`), isFile: true };
  }
}

/** The listening server, or null when a living process has that name. */
async function listenAs({ socket, isFile }: LockName): Promise<Server | null> {
  const server = await listen(socket);
  if (server !== null || !isFile) return server;
  for (let attempt = 0; attempt < TAKEOVER_ATTEMPTS; attempt += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each attempt stands on what the one before found
    if (!(await clearAway(socket))) return null;
    // oxlint-disable-next-line no-await-in-loop -- each attempt stands on what the one before found
    const taken = await listen(socket);
    if (taken !== null) return taken;
  }
  return null;
}

/**
 * Removes the socket file of a dead holder; false when its holder lives. It is moved aside before it is removed, and
 * asked once more there: between two looks another starter may have put its own living socket in that place.
 */
async function clearAway(socket: string): Promise<boolean> {
  if (await answers(socket)) return false;
  const aside = `${socket}.${process.pid}`;
  try {
    await rename(socket, aside);
  } catch {
    // Somebody else was quicker: the next attempt to listen decides.
    return true;
  }
  if (await answers(aside)) {
    await rename(aside, socket);
    return false;
  }
  await rm(aside, { force: true });
  return true;
}

function listen(name: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((connection) => connection.end());
    server.once("error", (error) => {
      if ("code" in error && error.code === "EADDRINUSE") resolve(null);
      else reject(error);
    });
    server.listen(name, () => {
      // The lock must not keep a process alive that has nothing else to do.
      server.unref();
      resolve(server);
    });
  });
}

function answers(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(name);
    const end = (alive: boolean) => {
      connection.destroy();
      resolve(alive);
    };
    connection.once("connect", () => end(true));
    connection.once("error", () => end(false));
  });
}

async function readHolder(path: string): Promise<Holder | null> {
  try {
    return holderSchema.parse(JSON.parse(await readFile(join(path, HOLDER_FILE), "utf8")));
  } catch {
    // It was taken this very moment, and its holder has not yet written who it is.
    return null;
  }
}
