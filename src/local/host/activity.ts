/** Counts what is going on, so that somebody can wait until nothing is. */
export type Activity = Readonly<{
  /** Marks the start of one thing; the returned function marks its end (a second call does nothing). */
  begin(): () => void;
  count(): number;
  /** How many things have begun so far: two equal readings around a wait mean that nothing new came up. */
  begun(): number;
  /** Resolves when the count is zero. */
  settled(): Promise<void>;
}>;

/** An activity with nothing going on. */
export function createActivity(): Activity {
  let running = 0;
  let begun = 0;
  let waiting: Array<() => void> = [];
  return {
    begin() {
      running += 1;
      begun += 1;
      let ended = false;
      return () => {
        if (ended) return;
        ended = true;
        running -= 1;
        if (running > 0) return;
        const ready = waiting;
        waiting = [];
        for (const resolve of ready) resolve();
      };
    },
    count: () => running,
    begun: () => begun,
    settled: () => (running === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}
