import { createHash, randomUUID } from "node:crypto";
import { link, mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
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
  if (!isFile) return listen(socket);
  for (let attempt = 0; attempt < TAKEOVER_ATTEMPTS; attempt += 1) {
    // oxlint-disable-next-line no-await-in-loop -- each attempt clears the way for the next one
    const server = await listenAsFile(socket);
    if (server !== null) return server;
    // oxlint-disable-next-line no-await-in-loop -- each attempt clears the way for the next one
    if (await answers(socket)) return null;
    // oxlint-disable-next-line no-await-in-loop -- each attempt clears the way for the next one
    await clearAway(socket);
  }
  return null;
}

/** Listens under a name of its own first: only the link to the lock's name decides, and a link never overwrites. */
async function listenAsFile(socket: string): Promise<Server | null> {
  const own = `${socket}.${process.pid}`;
  await rm(own, { force: true });
  const server = await listen(own);
  if (server === null) return null;
  try {
    await link(own, socket);
    server.once("close", () => void rm(socket, { force: true }));
    return server;
  } catch {
    server.close();
    return null;
  }
}

/** Moves a dead holder's socket aside; should it turn out to be alive after all, it is put back. */
async function clearAway(socket: string): Promise<void> {
  const aside = `${socket}.${randomUUID()}`;
  const moved = await rename(socket, aside).then(
    () => true,
    () => false,
  );
  if (moved && (await answers(aside))) await link(aside, socket).catch(() => {});
  await rm(aside, { force: true });
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
