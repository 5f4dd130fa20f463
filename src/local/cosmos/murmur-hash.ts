const MASK = 0xffffffffffffffffn;
const C1 = 0x87c37b91114253d5n;
const C2 = 0x4cf5ad432745937fn;
const BLOCK_BYTES = 16;

const rotateLeft = (value: bigint, bits: bigint): bigint => ((value << bits) | (value >> (64n - bits))) & MASK;
const mixFirst = (k: bigint): bigint => (rotateLeft((k * C1) & MASK, 31n) * C2) & MASK;
const mixSecond = (k: bigint): bigint => (rotateLeft((k * C2) & MASK, 33n) * C1) & MASK;

function finalise(value: bigint): bigint {
  const first = ((value ^ (value >> 33n)) * 0xff51afd7ed558ccdn) & MASK;
  const second = ((first ^ (first >> 33n)) * 0xc4ceb9fe1a85ec53n) & MASK;
  return second ^ (second >> 33n);
}

/** MurmurHash3 x64 128 with seed 0: the hash that the service and its SDKs spread partition keys with. */
export function murmurHash128(bytes: Buffer): { low: bigint; high: bigint } {
  const blocks = Math.floor(bytes.length / BLOCK_BYTES);
  let low = 0n;
  let high = 0n;
  for (let block = 0; block < blocks; block++) {
    low ^= mixFirst(bytes.readBigUInt64LE(block * BLOCK_BYTES));
    low = (((rotateLeft(low, 27n) + high) & MASK) * 5n + 0x52dce729n) & MASK;
    high ^= mixSecond(bytes.readBigUInt64LE(block * BLOCK_BYTES + 8));
    high = (((rotateLeft(high, 31n) + low) & MASK) * 5n + 0x38495ab5n) & MASK;
  }
  const tail = Buffer.alloc(BLOCK_BYTES);
  const tailLength = bytes.copy(tail, 0, blocks * BLOCK_BYTES);
  if (tailLength > 8) high ^= mixSecond(tail.readBigUInt64LE(8));
  if (tailLength > 0) low ^= mixFirst(tail.readBigUInt64LE(0));

  const length = BigInt(bytes.length);
  low = ((low ^ length) + (high ^ length)) & MASK;
  high = ((high ^ length) + low) & MASK;
  low = finalise(low);
  high = finalise(high);
  low = (low + high) & MASK;
  high = (high + low) & MASK;
  return { low, high };
}
