import { open, rename, unlink } from "node:fs/promises";
import { encodeFrame } from "./frame.ts";
import { snapshotPath, syncFolder } from "./log-files.ts";

/** Small enough that a write never holds the event loop for long. */
const FRAME_TARGET_BYTES = 256 * 1024;

function* frames(entries: Iterable<string>): Iterable<Buffer> {
  let group: string[] = [];
  let sizeBytes = 0;
  for (const entry of entries) {
    group.push(entry);
    sizeBytes += entry.length;
    if (sizeBytes < FRAME_TARGET_BYTES) continue;
    yield encodeFrame(group);
    group = [];
    sizeBytes = 0;
  }
  if (group.length > 0) yield encodeFrame(group);
}

type SnapshotOptions = {
  readonly folder: string;
  readonly number: number;
  readonly fsync: boolean;
  /** Resolves when everything the entries may show is on disk in the segments too. */
  readonly settled: () => Promise<void>;
  /** True once the server closes: what was begun is dropped. */
  readonly isStopped: () => boolean;
};

/**
 * Writes the snapshot beside the log and puts it in force by a rename, so that a crash at any moment leaves either
 * the old snapshot or the new one. Returns its size, or null when it was stopped.
 */
export async function writeSnapshot(options: SnapshotOptions, entries: Iterable<string>): Promise<number | null> {
  const path = snapshotPath(options.folder, options.number);
  const temporary = `${path}.tmp`;
  const file = await open(temporary, "w");
  let sizeBytes = 0;
  try {
    for (const frame of frames(entries)) {
      if (options.isStopped()) break;
      // oxlint-disable-next-line no-await-in-loop -- one frame at a time, so that requests are served in between
      await file.writeFile(frame);
      sizeBytes += frame.length;
    }
    if (options.fsync) await file.sync();
  } finally {
    await file.close();
  }
  await options.settled();
  if (options.isStopped()) {
    await unlink(temporary);
    return null;
  }
  await rename(temporary, path);
  if (options.fsync) syncFolder(options.folder);
  return sizeBytes;
}
