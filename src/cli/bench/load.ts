type Timed = { readonly timesMs: readonly number[]; readonly tookMs: number };

/** Runs `work` over and over in a number of lanes at once until the time is up, and gives how long each run took. */
export async function load(
  { lanes, forMs }: { readonly lanes: number; readonly forMs: number },
  work: (lane: number, nth: number) => Promise<void>,
): Promise<Timed> {
  const timesMs: number[] = [];
  const startMs = performance.now();
  const lane = async (_: unknown, which: number): Promise<void> => {
    for (let nth = 0; performance.now() - startMs < forMs; nth++) {
      const beganMs = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- a lane does one thing after the other
      await work(which, nth);
      timesMs.push(performance.now() - beganMs);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return { timesMs, tookMs: performance.now() - startMs };
}

export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 100) / 100;
}

export const perSec = (count: number, tookMs: number): number => Math.round((count / tookMs) * 1_000);
