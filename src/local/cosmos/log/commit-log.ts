import { AppendLog, type LogFailedError } from "./append-log.ts";
import { listLogFiles, removeFiles, segmentPath, syncFolder } from "./log-files.ts";
import { recover } from "./recover.ts";
import { writeSnapshot } from "./write-snapshot.ts";

/** Below this, rewriting would cost more than it frees. */
const COMPACT_MIN_BYTES = 32 * 1024 * 1024;
/** The log may grow to this many times the live data before it is rewritten: that bounds the disk it takes. */
const COMPACT_GROWTH = 2;

type CommitLogOptions = {
  readonly folder: string;
  readonly fsync: boolean;
  /** Called for every entry on disk, oldest first, before the log is opened for writing. */
  readonly replay: (entry: string) => void;
  /** Everything there is at this moment, as entries that replay to it. Called between two writes. */
  readonly snapshot: () => Iterable<string>;
  /** Only tests set it. */
  readonly compactMinBytes?: number;
};

/** The log of one data folder: segments, their compaction, recovery. */
export class CommitLog {
  readonly #options: CommitLogOptions;
  readonly #log: AppendLog;
  #segmentNumber: number;
  #olderSegmentsBytes: number;
  /** The size of all segments at which the next compaction begins. */
  #compactAtBytes: number;
  #compaction: Promise<void> | null = null;
  #stopped = false;

  /** Replays the folder (`replay` is called from here). Throws CorruptLogError. */
  constructor(options: CommitLogOptions) {
    this.#options = options;
    const found = recover(options.folder, options.replay);
    this.#segmentNumber = found.segmentNumber;
    this.#olderSegmentsBytes = found.logSizeBytes - found.segmentSizeBytes;
    this.#compactAtBytes = this.#limitFor(found.snapshotSizeBytes);
    this.#log = new AppendLog({
      folder: options.folder,
      path: found.path,
      sizeBytes: found.segmentSizeBytes,
      fsync: options.fsync,
    });
    if (options.fsync) syncFolder(options.folder);
  }

  get failure(): LogFailedError | null {
    return this.#log.failure;
  }

  /** Resolves when the entry is durable; rejects with LogFailedError. */
  async append(entry: string): Promise<void> {
    await this.#log.append(entry);
    if (this.#compaction === null && this.#isOvergrown()) this.#compaction = this.#compact();
  }

  settled(): Promise<void> {
    return this.#log.settled();
  }

  /** Waits for what was appended; a compaction under way is dropped. */
  async close(): Promise<void> {
    this.#stopped = true;
    await this.#compaction;
    await this.#log.close();
  }

  #isOvergrown(): boolean {
    return !this.#stopped && this.#olderSegmentsBytes + this.#log.sizeBytes > this.#compactAtBytes;
  }

  #limitFor(snapshotBytes: number): number {
    return Math.max(this.#options.compactMinBytes ?? COMPACT_MIN_BYTES, snapshotBytes * COMPACT_GROWTH);
  }

  /**
   * The entries that wait for the next write are in the snapshot and in the new segment as well, so replaying entries
   * that the snapshot already shows, with all that came after them, must end in the same state.
   */
  async #compact(): Promise<void> {
    const { folder, fsync } = this.#options;
    try {
      const number = this.#segmentNumber + 1;
      const endedBytes = this.#log.sizeBytes;
      await this.#log.rotate(segmentPath(folder, number));
      this.#segmentNumber = number;
      this.#olderSegmentsBytes += endedBytes;
      const sizeBytes = await writeSnapshot(
        { folder, number, fsync, settled: () => this.#log.settled(), isStopped: () => this.#stopped },
        this.#options.snapshot(),
      );
      if (sizeBytes === null) return;
      this.#compactAtBytes = this.#limitFor(sizeBytes);
      this.#olderSegmentsBytes = 0;
      removeFiles(listLogFiles(folder).stale);
    } catch {
      // A snapshot that cannot be written leaves the old one in force, and the segments hold everything: what was
      // accepted is safe. It is tried again when the log has doubled.
      this.#compactAtBytes = (this.#olderSegmentsBytes + this.#log.sizeBytes) * COMPACT_GROWTH;
    } finally {
      this.#compaction = null;
    }
  }
}
