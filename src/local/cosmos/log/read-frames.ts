import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { entriesOf, findFrame, FRAME_HEAD_BYTES, isSoundFrame, payloadLengthOf } from "./frame.ts";

/** The log is damaged where no crash can have damaged it: starting would silently lose acknowledged writes. */
export class CorruptLogError extends Error {
  readonly path: string;
  readonly offset: number;

  constructor(path: string, offset: number, reason: string) {
    super(`The log file ${path} is damaged at offset ${offset}: ${reason}. Restore it from a copy, or move it away.`);
    this.name = "CorruptLogError";
    this.path = path;
    this.offset = offset;
  }
}

const SEARCH_BYTES = 4 * 1024 * 1024;

function readAt(descriptor: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const count = readSync(descriptor, bytes, done, length - done, offset + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
}

type Frame = { readonly payload: Buffer; readonly end: number };

function readFrame(descriptor: number, offset: number, sizeBytes: number): Frame | null {
  const head = readAt(descriptor, offset, Math.min(FRAME_HEAD_BYTES, sizeBytes - offset));
  const length = payloadLengthOf(head);
  if (length === null || offset + FRAME_HEAD_BYTES + length > sizeBytes) return null;
  const payload = readAt(descriptor, offset + FRAME_HEAD_BYTES, length);
  return isSoundFrame(head, payload) ? { payload, end: offset + FRAME_HEAD_BYTES + length } : null;
}

/** True when a whole frame lies somewhere behind the offset: then what is at the offset is no torn tail. */
function hasSoundFrameAfter(descriptor: number, offset: number, sizeBytes: number): boolean {
  let from = offset;
  while (from < sizeBytes) {
    const window = readAt(descriptor, from, Math.min(SEARCH_BYTES, sizeBytes - from));
    for (let hit = findFrame(window, 0); hit >= 0; hit = findFrame(window, hit + 1)) {
      if (readFrame(descriptor, from + hit, sizeBytes) !== null) return true;
    }
    // The next window overlaps, so that a magic word across the edge is seen.
    from += Math.max(1, window.length - FRAME_HEAD_BYTES);
    if (window.length < SEARCH_BYTES) break;
  }
  return false;
}

/**
 * Hands every entry of the file to `replay`, in order, and returns how many bytes are sound. With `mayBeTorn` (the
 * newest segment) the file may end in a frame that a crash cut short; anything else that is damaged throws
 * CorruptLogError.
 */
export function readFrames(path: string, mayBeTorn: boolean, replay: (entry: string) => void): number {
  const descriptor = openSync(path, "r");
  try {
    const sizeBytes = fstatSync(descriptor).size;
    let offset = 0;
    while (offset < sizeBytes) {
      const frame = readFrame(descriptor, offset, sizeBytes);
      if (frame === null) {
        if (!mayBeTorn) throw new CorruptLogError(path, offset, "the file ends in a damaged record");
        if (hasSoundFrameAfter(descriptor, offset + 1, sizeBytes)) {
          throw new CorruptLogError(path, offset, "a damaged record has sound ones behind it");
        }
        return offset;
      }
      for (const entry of entriesOf(frame.payload)) replay(entry);
      offset = frame.end;
    }
    return offset;
  } finally {
    closeSync(descriptor);
  }
}
