import { closeSync, ftruncateSync, fsyncSync, mkdirSync, openSync, statSync } from "node:fs";
import { listLogFiles, type LogFiles, removeFiles, segmentPath } from "./log-files.ts";
import { CorruptLogError, readFrames } from "./read-frames.ts";

/** Segments are numbered without a gap, from the snapshot's number or from 1. */
function checkComplete(folder: string, { snapshot, segments }: LogFiles): void {
  const first = snapshot?.number ?? 1;
  segments.forEach(({ number }, index) => {
    if (number === first + index) return;
    throw new CorruptLogError(segmentPath(folder, first + index), 0, "the file is missing");
  });
}

/** What recovery leaves behind: the segment to append to, and how much the folder holds. */
type Recovered = {
  readonly segmentNumber: number;
  readonly path: string;
  readonly segmentSizeBytes: number;
  /** All segments together, the last one included. */
  readonly logSizeBytes: number;
  readonly snapshotSizeBytes: number;
};

function truncate(path: string, sizeBytes: number): void {
  const descriptor = openSync(path, "r+");
  try {
    ftruncateSync(descriptor, sizeBytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Replays the folder's snapshot and segments, cuts a torn tail off the newest segment and removes what a newer
 * snapshot has made needless. Throws CorruptLogError for damage that no crash leaves.
 */
export function recover(folder: string, replay: (entry: string) => void): Recovered {
  mkdirSync(folder, { recursive: true });
  const files = listLogFiles(folder);
  checkComplete(folder, files);
  removeFiles(files.stale);
  if (files.snapshot !== null) readFrames(files.snapshot.path, false, replay);

  const newest = files.segments.at(-1);
  let segmentSizeBytes = 0;
  let logSizeBytes = 0;
  for (const segment of files.segments) {
    segmentSizeBytes = readFrames(segment.path, segment === newest, replay);
    logSizeBytes += segmentSizeBytes;
  }
  if (newest !== undefined && statSync(newest.path).size > segmentSizeBytes) truncate(newest.path, segmentSizeBytes);
  const segmentNumber = newest?.number ?? files.snapshot?.number ?? 1;
  return {
    segmentNumber,
    path: segmentPath(folder, segmentNumber),
    segmentSizeBytes,
    logSizeBytes,
    snapshotSizeBytes: files.snapshot === null ? 0 : statSync(files.snapshot.path).size,
  };
}
