type Serial = <T>(key: string, work: () => Promise<T>) => Promise<T>;

/** One after the other for each key; a failure is its caller's alone. */
export function createSerial(): Serial {
  const tails = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const mine = (tails.get(key) ?? Promise.resolve()).then(work, work);
    const tail = mine.catch(() => null).finally(() => tails.get(key) === tail && tails.delete(key));
    tails.set(key, tail);
    return mine;
  };
}
