import { type Document } from "./partition.ts";

type Expiry = { readonly atMs: number; readonly document: Document };

/** The items with a time to live, the earliest first (a binary heap). Superseded versions drop out when their time comes. */
export class ExpiryQueue {
  readonly #heap: Expiry[] = [];

  add(document: Document, atMs: number): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push({ atMs, document });
    while (index > 0) {
      const parent = (index - 1) >>> 1;
      if (this.#atMs(parent) <= this.#atMs(index)) break;
      this.#swap(parent, index);
      index = parent;
    }
  }

  /** Takes every current document whose time has come. */
  takeExpired(nowMs: number): Document[] {
    const expired: Document[] = [];
    while (this.#atMs(0) <= nowMs) {
      const document = this.#takeFirst();
      if (document?.isCurrent === true) expired.push(document);
    }
    return expired;
  }

  #takeFirst(): Document | undefined {
    const heap = this.#heap;
    this.#swap(0, heap.length - 1);
    const first = heap.pop();
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const smaller = this.#atMs(left) <= this.#atMs(left + 1) ? left : left + 1;
      if (this.#atMs(index) <= this.#atMs(smaller)) return first?.document;
      this.#swap(index, smaller);
      index = smaller;
    }
  }

  #atMs(index: number): number {
    return this.#heap[index]?.atMs ?? Infinity;
  }

  #swap(a: number, b: number): void {
    const first = this.#heap[a];
    const second = this.#heap[b];
    if (first === undefined || second === undefined) return;
    this.#heap[a] = second;
    this.#heap[b] = first;
  }
}
