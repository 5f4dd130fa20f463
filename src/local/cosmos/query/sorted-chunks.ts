/** Entries in one chunk; a full one is cut in two. Small enough to shift cheaply, large enough to keep the list of chunks short. */
const CHUNK_MAX = 512;

/** Where an entry stands. */
type Position = { readonly chunk: number; readonly at: number };

/** How an entry stands to what is sought: negative before it, positive after it. */
export type Probe<Entry> = (entry: Entry) => number;

function before(left: Position, right: Position): boolean {
  return left.chunk < right.chunk || (left.chunk === right.chunk && left.at < right.at);
}

/** The first place in 0..length at which `reached` holds, given that it holds everywhere after. */
function firstWhere(length: number, reached: (at: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (reached(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * A sorted list as a list of short sorted arrays: adding and removing cost two binary searches and the shift of one
 * chunk, whatever the size of the whole.
 */
export class SortedChunks<Entry> {
  readonly #compare: (left: Entry, right: Entry) => number;
  readonly #chunks: Entry[][] = [];
  #size = 0;

  constructor(compare: (left: Entry, right: Entry) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#size;
  }

  /** The first entry that does not stand before what is sought, or (`after`) the first one that stands after it. */
  #seek(probe: Probe<Entry>, after: boolean): Position {
    const reached = (entry: Entry | undefined) => {
      if (entry === undefined) return true;
      const order = probe(entry);
      return after ? order > 0 : order >= 0;
    };
    const chunk = firstWhere(this.#chunks.length, (at) => reached(this.#chunks[at]?.at(-1)));
    const entries = this.#chunks[chunk] ?? [];
    return { chunk, at: firstWhere(entries.length, (at) => reached(entries[at])) };
  }

  add(entry: Entry): void {
    this.#size += 1;
    const position = this.#seek((other) => this.#compare(other, entry), false);
    // Past the end of everything: the last chunk grows.
    const last = Math.max(0, Math.min(position.chunk, this.#chunks.length - 1));
    const entries = this.#chunks[last];
    if (entries === undefined) {
      this.#chunks.push([entry]);
      return;
    }
    entries.splice(position.chunk === last ? position.at : entries.length, 0, entry);
    if (entries.length > CHUNK_MAX) this.#chunks.splice(last + 1, 0, entries.splice(CHUNK_MAX >> 1));
  }

  /** Takes the entry that compares equal; false when there is none. */
  remove(entry: Entry): boolean {
    const probe = (other: Entry) => this.#compare(other, entry);
    const { chunk, at } = this.#seek(probe, false);
    const entries = this.#chunks[chunk];
    const found = entries?.[at];
    if (entries === undefined || found === undefined || probe(found) !== 0) return false;
    entries.splice(at, 1);
    if (entries.length === 0) this.#chunks.splice(chunk, 1);
    this.#size -= 1;
    return true;
  }

  /** The first entry that stands after what is sought. */
  firstAfter(probe: Probe<Entry>): Entry | undefined {
    const { chunk, at } = this.#seek(probe, true);
    return this.#chunks[chunk]?.[at];
  }

  /** The entries that stand neither before `start` nor after `end`, in order or in reverse. */
  *between(start: Probe<Entry>, end: Probe<Entry>, reverse: boolean): Generator<Entry> {
    const from = this.#seek(start, false);
    const until = this.#seek(end, true);
    if (reverse) yield* this.#backward(from, until);
    else yield* this.#forward(from, until);
  }

  *#forward(from: Position, until: Position): Generator<Entry> {
    let { chunk, at } = from;
    while (before({ chunk, at }, until)) {
      const entry = this.#chunks[chunk]?.[at];
      if (entry === undefined) {
        chunk += 1;
        at = 0;
      } else {
        yield entry;
        at += 1;
      }
    }
  }

  *#backward(from: Position, until: Position): Generator<Entry> {
    let { chunk, at } = until;
    while (before(from, { chunk, at })) {
      if (at === 0) {
        chunk -= 1;
        at = this.#chunks[chunk]?.length ?? 0;
      } else {
        at -= 1;
        const entry = this.#chunks[chunk]?.[at];
        if (entry !== undefined) yield entry;
      }
    }
  }
}
