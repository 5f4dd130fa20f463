/** Hands values from callbacks to one `for await`: in order, none lost, ended once. */
export type EventQueue<T> = {
  readonly push: (value: T) => void;
  readonly end: () => void;
  readonly values: AsyncIterable<T>;
};

export function createEventQueue<T>(): EventQueue<T> {
  const waiting: T[] = [];
  let ended = false;
  let wake: (() => void) | null = null;
  const stir = () => {
    wake?.();
    wake = null;
  };
  async function* read(): AsyncGenerator<T> {
    for (;;) {
      const batch = waiting.splice(0);
      yield* batch;
      if (waiting.length > 0) continue;
      if (ended) return;
      // oxlint-disable-next-line no-await-in-loop -- the order of the values is the point
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return {
    push: (value) => {
      if (ended) return;
      waiting.push(value);
      stir();
    },
    end: () => {
      ended = true;
      stir();
    },
    values: { [Symbol.asyncIterator]: read },
  };
}
