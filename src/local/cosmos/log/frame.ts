import { crc32 } from "node:zlib";

/**
 * A frame is what one write and one sync put on disk: a magic word, the payload's length and CRC-32, and the payload,
 * which is one JSON text a line. As a frame is written only when the one before it has reached the disk, a damaged
 * frame with a sound one behind it was not torn by a crash.
 */
export const FRAME_HEAD_BYTES = 12;
const MAGIC = 0x31474641;
const MAGIC_BYTES = Buffer.from("AFG1", "latin1");
/** No batch of one tick comes near; a length above it is damage and not worth an allocation. */
const FRAME_PAYLOAD_MAX_BYTES = 1024 * 1024 * 1024;

/** The bytes of a frame that holds these JSON texts. */
export function encodeFrame(entries: readonly string[]): Buffer {
  const text = entries.join("\n");
  const payloadBytes = Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + payloadBytes);
  frame.write(text, FRAME_HEAD_BYTES, "utf8");
  frame.writeUInt32LE(MAGIC, 0);
  frame.writeUInt32LE(payloadBytes, 4);
  frame.writeUInt32LE(crc32(frame.subarray(FRAME_HEAD_BYTES)), 8);
  return frame;
}

/** The payload's length that a frame's head names, or null when it is not a head. */
export function payloadLengthOf(head: Buffer): number | null {
  if (head.length < FRAME_HEAD_BYTES || head.readUInt32LE(0) !== MAGIC) return null;
  const length = head.readUInt32LE(4);
  return length <= FRAME_PAYLOAD_MAX_BYTES ? length : null;
}

export function isSoundFrame(head: Buffer, payload: Buffer): boolean {
  return payloadLengthOf(head) === payload.length && crc32(payload) === head.readUInt32LE(8);
}

export const entriesOf = (payload: Buffer): readonly string[] => payload.toString("utf8").split("\n");

/** Where the next thing that looks like a frame begins, or -1. */
export const findFrame = (bytes: Buffer, from: number): number => bytes.indexOf(MAGIC_BYTES, from);
