/** A blob as its service knows it. `md5` is in hex, and null when the service was never told nor computed one. */
export type BlobFacts = { readonly sizeBytes: number; readonly md5: string | null };

/** AR4: why what rests there is not what was said, in a sentence; null when it is. */
export function mismatchOf(
  blob: BlobFacts | null,
  said: { readonly sizeBytes: number; readonly md5: string },
): string | null {
  if (blob === null) return "Nothing was uploaded.";
  if (blob.sizeBytes !== said.sizeBytes) return `It has ${blob.sizeBytes} bytes and not ${said.sizeBytes}.`;
  if (blob.md5 === null) return "It has no digest: upload it in one PUT.";
  return blob.md5 === said.md5 ? null : "Its MD5 is another.";
}
