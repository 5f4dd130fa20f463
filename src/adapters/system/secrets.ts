import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { type Secrets } from "#application/ports/system.ts";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_CHARS = 30;
const CHECKSUM_CHARS = 6;
/** The largest multiple of 62 that a byte can hold: what is above it would make some characters likelier than others. */
const FAIR_BYTES = 248;
const FORM = /^agf_(usr|fac|enr)_[0-9A-Za-z]{36}$/;

/** AC1: `agf_<kind>_` + 30 characters of chance (178 bits) + a checksum, so that a mistyped token is not even looked up. */
export const secrets: Secrets = {
  mint: (kind) => {
    let secret = "";
    while (secret.length < SECRET_CHARS) {
      const fair = [...randomBytes(SECRET_CHARS)].filter((byte) => byte < FAIR_BYTES);
      secret = (secret + fair.map((byte) => ALPHABET[byte % 62]).join("")).slice(0, SECRET_CHARS);
    }
    const head = `agf_${kind}_${secret}`;
    return head + checksum(head);
  },
  sha256: (text) => createHash("sha256").update(text).digest("hex"),
  wellFormed: (token) => FORM.test(token) && checksum(token.slice(0, -CHECKSUM_CHARS)) === token.slice(-CHECKSUM_CHARS),
};

function checksum(head: string): string {
  let text = "";
  for (let rest = crc32(head); rest > 0; rest = Math.floor(rest / 62)) text = (ALPHABET[rest % 62] ?? "") + text;
  return text.padStart(CHECKSUM_CHARS, "0");
}
