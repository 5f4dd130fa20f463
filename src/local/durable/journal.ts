import { type FileHandle, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";

/**
 * An append-only file of JSON lines, each with its checksum. What `append` has resolved for is on disk.
 * Appends that meet while a write is under way share the next write and its fsync.
 */
export type Journal = Readonly<{
  /** Writes one record; `onDurable` runs once it is on disk, in the order of the records, before the promise resolves. */
  append(record: unknown, onDurable: () => void): Promise<void>;
  /** Resolves when everything appended so far is on disk. */
  flushed(): Promise<void>;
  close(): Promise<void>;
}>;

type JournalOptions = Readonly<{
  file: string;
  fsync: boolean;
  /** The whole present state as records: what the file is rewritten with. */
  snapshot: () => readonly unknown[];
}>;

/** Below this size a rewrite is not worth its time; above it the file is rewritten when it has grown fourfold. */
const REWRITE_MIN_BYTES = 33_554_432;
const REWRITE_GROWTH = 4;

type Waiting = Readonly<{
  line: string;
  onDurable: () => void;
  resolve: () => void;
  reject: (error: unknown) => void;
}>;

/** Reads the records of a journal; a torn last line (a crash while writing) is dropped, any other damage throws. */
export async function readJournal(file: string): Promise<readonly unknown[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  });
  const lines = text.split("\n");
  const records: unknown[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const record = parseLine(line);
    if (record !== null) {
      records.push(record.value);
    } else if (lines.slice(index + 1).some((later) => parseLine(later) !== null)) {
      throw new Error(
        `${file} is damaged in line ${index + 1}: restore it from a copy, or move it away to start empty.`,
      );
    }
  }
  return records;
}

function parseLine(line: string): { value: unknown } | null {
  const space = line.indexOf(" ");
  if (space < 0 || line.slice(0, space) !== checksum(line.slice(space + 1))) return null;
  return { value: JSON.parse(line.slice(space + 1)) };
}

const checksum = (json: string) => crc32(json).toString(16);

const toLine = (record: unknown) => {
  const json = JSON.stringify(record);
  return `${checksum(json)} ${json}\n`;
};

/** Opens a journal for writing: the file is first rewritten with the present state, so it starts small and whole. */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const writer = new JournalWriter(options);
  await writer.rewrite();
  return {
    append: (record, onDurable) =>
      new Promise((resolve, reject) => writer.add({ line: toLine(record), onDurable, resolve, reject })),
    flushed: () => writer.flushed(),
    close: () => writer.close(),
  };
}

class JournalWriter {
  readonly #options: JournalOptions;
  #handle: FileHandle | null = null;
  #sizeBytes = 0;
  #snapshotBytes = 0;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | null = null;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#writing ??= this.#writeAll();
  }

  async flushed(): Promise<void> {
    await this.#writing;
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#handle?.close();
    this.#handle = null;
  }

  async #writeAll(): Promise<void> {
    // One turn later, so that appends of the same moment share one write.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      // oxlint-disable-next-line no-await-in-loop -- a log is written in its order
      await this.#writeGroup(group);
    }
    this.#writing = null;
  }

  async #writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(group.map((waiting) => waiting.line).join(""));
    } catch (error) {
      for (const waiting of group) waiting.reject(error);
      return;
    }
    for (const waiting of group) waiting.onDurable();
    for (const waiting of group) waiting.resolve();
    const outgrown = this.#sizeBytes > Math.max(REWRITE_MIN_BYTES, this.#snapshotBytes * REWRITE_GROWTH);
    // A rewrite that fails leaves the old file in use: it is long, not wrong.
    if (outgrown) await this.rewrite().catch(() => {});
  }

  async #write(text: string): Promise<void> {
    if (this.#handle === null) throw new Error(`${this.#options.file} is closed.`);
    const bytes = Buffer.from(text);
    try {
      await this.#handle.write(bytes, 0, bytes.length, this.#sizeBytes);
      if (this.#options.fsync) await this.#handle.datasync();
    } catch (error) {
      // Half a group must not stay in the middle of the file: later records would stand behind a torn one.
      await this.#handle.truncate(this.#sizeBytes);
      throw error;
    }
    this.#sizeBytes += bytes.length;
  }

  /** Replaces the file by one with the present state. Only what `onDurable` has applied may be in that state. */
  async rewrite(): Promise<void> {
    const { file, fsync, snapshot } = this.#options;
    const text = snapshot().map(toLine).join("");
    const next = await open(`${file}.new`, "w");
    try {
      await next.writeFile(text);
      if (fsync) await next.datasync();
      await rename(`${file}.new`, file);
      if (fsync) await syncFolder(dirname(file));
    } catch (error) {
      await next.close();
      throw error;
    }
    await this.#handle?.close();
    this.#handle = next;
    this.#sizeBytes = Buffer.byteLength(text);
    this.#snapshotBytes = this.#sizeBytes;
  }
}

/** Makes a rename durable. Windows cannot open a folder, and does not need it. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
