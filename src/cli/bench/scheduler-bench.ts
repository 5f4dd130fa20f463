// oxlint-disable-next-line no-restricted-imports -- what is measured here is the pure ring itself, without a server
import { createJobIndex, rankJobs } from "#scheduler/index.ts";
import { type BenchInput, generateInput } from "./scheduler-input.ts";

type BenchOptions = Readonly<{
  sizes: readonly Readonly<{ jobs: number; factories: number }>[];
  /** Timed picks from the index, and timed sorts of the whole queue, for each size. */
  picks: number;
  sorts: number;
  seed: number;
  /** A clock that only moves forward, in milliseconds with fractions. */
  nowMs: () => number;
}>;

/** Times are in microseconds for one choice for one factory. */
type BenchRow = Readonly<{
  jobs: number;
  factories: number;
  pickP50Us: number;
  pickP99Us: number;
  naiveP50Us: number;
  naiveP99Us: number;
}>;

/**
 * How long it takes to find one factory's next job, with the index and by sorting the queue. The inputs depend on the
 * seed alone. Throws when the two disagree, for then the faster one is worthless.
 */
export function benchScheduler({ sizes, picks, sorts, seed, nowMs }: BenchOptions): readonly BenchRow[] {
  return sizes.map((size) => {
    const input = generateInput({ ...size, seed });
    const index = createJobIndex();
    for (const job of input.jobs) index.put(job);
    const pick = (nth: number) => index.pick(factoryOf(input, nth), input.product, input.nowMs);
    const sort = (nth: number) =>
      rankJobs(input.jobs, factoryOf(input, nth), input.product, input.nowMs).ranked[0] ?? null;

    const picksUs = time({ run: pick, times: picks, nowMs });
    const sortsUs = time({
      run: sort,
      times: sorts,
      nowMs,
      check: (nth, sorted) => {
        if (pick(nth)?.job.id !== sorted?.job.id) throw new Error("The index and the sort picked different jobs.");
      },
    });
    return {
      ...size,
      pickP50Us: percentile(picksUs, 0.5),
      pickP99Us: percentile(picksUs, 0.99),
      naiveP50Us: percentile(sortsUs, 0.5),
      naiveP99Us: percentile(sortsUs, 0.99),
    };
  });
}

function factoryOf(input: BenchInput, nth: number) {
  const factory = input.factories[nth % input.factories.length];
  if (factory === undefined) throw new Error("A benchmark needs at least one factory.");
  return factory;
}

type Timed<T> = Readonly<{
  run: (nth: number) => T;
  times: number;
  nowMs: () => number;
  /** Looks at each result, outside of the time that is taken. */
  check?: (nth: number, result: T) => void;
}>;

function time<T>({ run, times, nowMs, check }: Timed<T>): readonly number[] {
  return Array.from({ length: times }, (_, nth) => {
    const startMs = nowMs();
    const result = run(nth);
    const tookUs = (nowMs() - startMs) * 1_000;
    check?.(nth, result);
    return tookUs;
  });
}

function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
