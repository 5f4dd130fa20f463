import { type Document } from "./partition.ts";

/** Below this many dead entries, tidying would cost more than the walks it shortens. */
const TIDY_MIN = 64;

/**
 * Documents in the order of a number that only rises (the sequence, the LSN). A superseded version stays in its place
 * until half of the list is dead, so that adding and removing never move the others.
 */
export class DocumentList {
  readonly #keyOf: (document: Document) => number;
  #documents: Document[] = [];
  #dead = 0;

  constructor(keyOf: (document: Document) => number) {
    this.#keyOf = keyOf;
  }

  append(document: Document): void {
    this.#documents.push(document);
  }

  /** Puts a new version into the place of the old one, which has the same key. */
  replace(document: Document): void {
    this.#documents[this.#indexOf(this.#keyOf(document))] = document;
  }

  /** One more entry is not current any more. */
  noteDead(): void {
    this.#dead += 1;
    if (this.#dead < TIDY_MIN || this.#dead * 2 < this.#documents.length) return;
    this.#documents = this.#documents.filter((document) => document.isCurrent);
    this.#dead = 0;
  }

  /** The current documents whose key is at least `from`, in order. Nothing may be written during the walk. */
  *walk(from: number): Generator<Document> {
    const documents = this.#documents;
    for (let index = this.#indexOf(from); index < documents.length; index++) {
      const document = documents[index];
      if (document?.isCurrent === true) yield document;
    }
  }

  /** Every current document at this moment, as a list of its own. */
  current(): Document[] {
    return this.#documents.filter((document) => document.isCurrent);
  }

  #indexOf(key: number): number {
    let low = 0;
    let high = this.#documents.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const document = this.#documents[middle];
      if (document !== undefined && this.#keyOf(document) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
