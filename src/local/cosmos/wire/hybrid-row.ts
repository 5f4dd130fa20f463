/**
 * The binary body of a batch as the .NET SDK writes it. All little-endian: a segment row, then for each operation a
 * record header (length and CRC-32) and a row. A row is a marker, its schema, a presence byte with a bit for each
 * fixed and variable property, the fixed ones, the variable ones and the sparse ones.
 */
export const ROW_MARKER = 0x81;
export const SCHEMA = { segment: 0x7fffd8f0, record: 0x7fffd8f1, operation: 0x7fe15470, result: 0x7fe15471 } as const;

/** Marker, schema, presence byte. */
export const ROW_HEAD_BYTES = 6;
/** Marker, schema, length, CRC-32. */
export const RECORD_HEAD_BYTES = 13;
export const SEGMENT_BYTES = 10;

/** The types of sparse properties that a batch uses. */
export const SPARSE_TYPE = { false: 2, true: 3, int32: 7, uint32: 11, float64: 16, utf8: 20 } as const;

const VARINT_BYTES_MAX = 5;

/** Tells the binary body from a JSON one. */
export function isHybridRow(body: Buffer): boolean {
  return body.length >= SEGMENT_BYTES && body[0] === ROW_MARKER && body.readUInt32LE(1) === SCHEMA.segment;
}

/** A length or property number: seven bits a byte, the low ones first. */
export function encodeVarint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 0x7f) {
    bytes.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  bytes.push(rest);
  return Buffer.from(bytes);
}

/** Reads a row from front to back. Throws RangeError where the bytes end too early or say something impossible. */
export class RowReader {
  readonly #bytes: Buffer;
  #offset: number;

  constructor(bytes: Buffer, offset: number) {
    this.#bytes = bytes;
    this.#offset = offset;
  }

  get atEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  byte(): number {
    const value = this.#bytes.readUInt8(this.#offset);
    this.#offset += 1;
    return value;
  }

  int32(): number {
    const value = this.#bytes.readInt32LE(this.#offset);
    this.#offset += 4;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let index = 0; index < VARINT_BYTES_MAX; index++) {
      const next = this.byte();
      value += (next & 0x7f) * 2 ** (7 * index);
      if (next < 0x80) return value;
    }
    throw new RangeError("a varint of a HybridRow is too long");
  }

  /** A length and that many bytes. */
  bytes(): Buffer {
    const length = this.varint();
    const end = this.#offset + length;
    if (end > this.#bytes.length) throw new RangeError("a HybridRow ends inside a property");
    const value = this.#bytes.subarray(this.#offset, end);
    this.#offset = end;
    return value;
  }
}
