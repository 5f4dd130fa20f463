export type Gather = { readonly request: () => void; readonly close: () => void };

/**
 * Answers many requests with one run, `delayMs` after the first of them. A stream without a pause is answered too:
 * later requests do not put the run off.
 */
export function gather(run: () => Promise<void>, delayMs: number): Gather {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return {
    request: () => {
      timer ??= setTimeout(() => {
        timer = null;
        void run();
      }, delayMs);
    },
    close: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
}
