import { randomBytes } from "node:crypto";
import { type Clock, type Ids } from "#application/ports/system.ts";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TIME_CHARS = 10;
const RANDOM_CHARS = 16;

/** ULIDs: 48 bits of time and 80 of chance, so that ids sort by age and are never guessed. (github.com/ulid/spec) */
export const createIds = (clock: Clock): Ids => ({
  next: () => {
    let rest = clock.nowMs();
    let time = "";
    for (let index = 0; index < TIME_CHARS; index++) {
      time = (ALPHABET[rest % 32] ?? "0") + time;
      rest = Math.floor(rest / 32);
    }
    return time + [...randomBytes(RANDOM_CHARS)].map((byte) => ALPHABET[byte % 32]).join("");
  },
});
