import { closeSync, fdatasync, openSync, write } from "node:fs";
import { promisify } from "node:util";
import { encodeFrame } from "./frame.ts";
import { syncFolder } from "./log-files.ts";

const writeFile = promisify(write);
const syncFile = promisify(fdatasync);

/** The disk did not take a write. Memory is ahead of it from then on, so nothing may be answered any more. */
export class LogFailedError extends Error {
  constructor(path: string, cause: unknown) {
    super(`The log file ${path} could not be written: ${cause instanceof Error ? cause.message : String(cause)}.`, {
      cause,
    });
    this.name = "LogFailedError";
  }
}

type Waiter = { readonly resolve: () => void; readonly reject: (error: Error) => void };
type Rotation = Waiter & { readonly path: string };
type AppendLogOptions = {
  readonly folder: string;
  /** The segment to append to; it is created when it is not there. */
  readonly path: string;
  /** How much of it is there already. */
  readonly sizeBytes: number;
  readonly fsync: boolean;
};

/**
 * An append-only file with group commit: whatever is appended while one sync is under way goes out together with the
 * next, so the number of syncs does not grow with the number of writers.
 */
export class AppendLog {
  readonly #folder: string;
  readonly #fsync: boolean;
  #path: string;
  #descriptor: number;
  #sizeBytes: number;
  #entries: string[] = [];
  #waiters: Waiter[] = [];
  #rotation: Rotation | null = null;
  #running: Promise<void> | null = null;
  #failure: LogFailedError | null = null;

  constructor(options: AppendLogOptions) {
    this.#folder = options.folder;
    this.#fsync = options.fsync;
    this.#path = options.path;
    this.#descriptor = openSync(options.path, "a");
    this.#sizeBytes = options.sizeBytes;
  }

  /** The current segment's size, without what waits to be written. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Why nothing can be written any more, or null. */
  get failure(): LogFailedError | null {
    return this.#failure;
  }

  /** Resolves when the entry is on disk (with `fsync: false`: in the operating system's hands). */
  append(entry: string): Promise<void> {
    this.#entries.push(entry);
    return this.#wait();
  }

  /** Resolves when everything that was appended before is on disk; at once when that is so already. */
  settled(): Promise<void> {
    if (this.#running === null && this.#failure === null) return Promise.resolve();
    return this.#wait();
  }

  /** Continues in a new file, between two writes. Resolves when it is in use and the old one is whole on disk. */
  rotate(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#rotation = { path, resolve, reject };
      this.#start();
    });
  }

  /** Waits for what is under way and closes the file. */
  async close(): Promise<void> {
    await this.#running?.catch(() => undefined);
    closeSync(this.#descriptor);
  }

  #wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
      this.#start();
    });
  }

  #start(): void {
    this.#running ??= this.#run();
  }

  async #run(): Promise<void> {
    // One turn of the event loop first: the requests that arrived together share the first write too.
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
    while (this.#waiters.length > 0 || this.#rotation !== null) {
      // oxlint-disable-next-line no-await-in-loop -- a group is written only when the one before it is on disk
      await this.#flush();
    }
    this.#running = null;
  }

  async #flush(): Promise<void> {
    const entries = this.#entries;
    const waiters = this.#waiters;
    this.#entries = [];
    this.#waiters = [];
    const rotation = this.#rotation;
    this.#rotation = null;
    try {
      if (this.#failure !== null) throw this.#failure;
      // Everything before this group is on disk: the one moment at which a segment can end whole.
      if (rotation !== null) this.#swap(rotation.path);
      rotation?.resolve();
      if (entries.length > 0) await this.#writeGroup(entries);
      for (const waiter of waiters) waiter.resolve();
    } catch (error) {
      this.#failure ??= new LogFailedError(this.#path, error);
      for (const waiter of waiters) waiter.reject(this.#failure);
      rotation?.reject(this.#failure);
    }
  }

  async #writeGroup(entries: readonly string[]): Promise<void> {
    const frame = encodeFrame(entries);
    let done = 0;
    while (done < frame.length) {
      // oxlint-disable-next-line no-await-in-loop -- the rest of a short write follows it
      const { bytesWritten } = await writeFile(this.#descriptor, frame, done, frame.length - done);
      done += bytesWritten;
    }
    if (this.#fsync) await syncFile(this.#descriptor);
    this.#sizeBytes += frame.length;
  }

  #swap(path: string): void {
    const descriptor = openSync(path, "a");
    closeSync(this.#descriptor);
    if (this.#fsync) syncFolder(this.#folder);
    this.#descriptor = descriptor;
    this.#path = path;
    this.#sizeBytes = 0;
  }
}
