import { type Server } from "node:net";
import { readdir, readFile, readlink } from "node:fs/promises";

/** Local services are for this machine only. */
const LOOPBACK = "127.0.0.1";
/** The state of a listening socket in /proc/net/tcp. */
const LISTENING = "0A";
/** A process's command line is cut to this length in a sentence. */
const COMMAND_MAX_CHARS = 120;

/** A port that somebody else holds; the message is a sentence for the person at the keyboard. */
export class PortTakenError extends Error {
  readonly port: number;

  constructor(port: number, holder: string | null) {
    const who = holder === null ? "another program" : holder;
    super(`Port ${port} is taken by ${who}: stop that one, or choose another port with --port.`);
    this.name = "PortTakenError";
    this.port = port;
  }
}

/** Starts listening on loopback and resolves with the port (of use for port 0); rejects with a `PortTakenError`. */
export async function listenOn(server: Server, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, LOOPBACK, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
      throw new PortTakenError(port, await describePortHolder(port));
    }
    throw error;
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  return address.port;
}

/** Names the process that listens on a port (`process 123 (node server.js)`); null when that cannot be found out. */
async function describePortHolder(port: number): Promise<string | null> {
  if (process.platform !== "linux") return null;
  try {
    const inodes = await listeningInodes(port);
    const pid = inodes.size === 0 ? null : await processWithSocket(inodes);
    if (pid === null) return null;
    const command = (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ").trim();
    return `process ${pid} (${command.slice(0, COMMAND_MAX_CHARS)})`;
  } catch {
    // Another user's processes cannot be looked into: the sentence then names no one.
    return null;
  }
}

async function listeningInodes(port: number): Promise<ReadonlySet<string>> {
  const tables = await Promise.all(
    ["/proc/net/tcp", "/proc/net/tcp6"].map((file) => readFile(file, "utf8").catch(() => "")),
  );
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const rows = tables.flatMap((table) => table.split("\n").slice(1));
  const inodes = rows.flatMap((row) => {
    const [, local = "", , state, , , , , , inode] = row.trim().split(/\s+/);
    return local.endsWith(suffix) && state === LISTENING && inode !== undefined ? [inode] : [];
  });
  return new Set(inodes);
}

async function processWithSocket(inodes: ReadonlySet<string>): Promise<string | null> {
  const sockets = new Set([...inodes].map((inode) => `socket:[${inode}]`));
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const owners = await Promise.all(
    pids.map(async (pid) => {
      const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []);
      const links = await Promise.all(descriptors.map((fd) => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
      return links.some((link) => sockets.has(link)) ? pid : null;
    }),
  );
  return owners.find((pid) => pid !== null) ?? null;
}
