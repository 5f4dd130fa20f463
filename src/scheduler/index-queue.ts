import { factoryReason } from "./filter.ts";
import { createJobShape, type JobShape, shapeKeyOf } from "./job-shape.ts";
import { type RankedJob } from "./rank-jobs.ts";
import { scoreCandidate } from "./score.ts";
import { type FactoryView, type JobView, PRIORITY_ORDER, type PriorityClass, type ProductView } from "./types.ts";
import { compareAge, compareCandidates, isOverdue } from "./urgency.ts";

/** Waiting jobs, kept so that a factory's next one is found without looking at each of them. */
export type JobIndex = Readonly<{
  size: () => number;
  /** A job whose id is known already is replaced. */
  put: (job: JobView) => void;
  /** False when no job has this id. */
  remove: (jobId: string) => boolean;
  /** The very job and score that `selectJob` would pick from the same jobs. */
  pick: (factory: FactoryView, product: ProductView, nowMs: number) => RankedJob | null;
}>;

/**
 * The index groups jobs by class and shape (see `JobShape`). A pick looks at one or two jobs of each shape of the
 * highest class that has any for this factory: its time grows with the number of shapes and of concurrency keys in
 * use, not with the number of jobs. So estimates and budgets should be round numbers: where no two jobs cost the same,
 * each is a shape of its own, and a pick looks at all of them.
 *
 * It is exact as long as no weight is negative, because within a shape an older job never scores below a younger one.
 *
 * Jobs that no factory may have (held, unroutable, dependencies not met) are kept aside until they are put again.
 */
export function createJobIndex(): JobIndex {
  const jobs = new Map<string, JobView>();
  const classes: Readonly<Record<PriorityClass, Map<string, JobShape>>> = {
    critical: new Map(),
    high: new Map(),
    normal: new Map(),
    low: new Map(),
  };

  const takeOut = (job: JobView): void => {
    const shapes = classes[job.priority];
    const key = shapeKeyOf(job);
    const shape = shapes.get(key);
    if (shape === undefined || isParked(job)) return;
    shape.remove(job);
    if (shape.isEmpty()) shapes.delete(key);
  };

  const remove = (jobId: string): boolean => {
    const job = jobs.get(jobId);
    if (job !== undefined) takeOut(job);
    return jobs.delete(jobId);
  };

  return {
    size: () => jobs.size,
    put: (job) => {
      remove(job.id);
      jobs.set(job.id, job);
      if (isParked(job)) return;
      const shapes = classes[job.priority];
      const key = shapeKeyOf(job);
      const shape = shapes.get(key) ?? createJobShape(job);
      shapes.set(key, shape);
      shape.insert(job);
    },
    remove,
    pick: (factory, product, nowMs) => {
      if (factoryReason(factory, product, nowMs) !== null) return null;
      const offered = new Set(factory.capabilities);
      for (const priority of PRIORITY_ORDER) {
        const picked = pickFromClass(classes[priority].values(), { factory, offered, product, nowMs });
        if (picked !== null) return picked;
      }
      return null;
    },
  };
}

const isParked = (job: JobView): boolean => job.held || !job.routable || job.dependencies !== "met";

type Question = Readonly<{
  factory: FactoryView;
  /** The factory's capabilities again, because they are asked for once per shape. */
  offered: ReadonlySet<string>;
  product: ProductView;
  nowMs: number;
}>;

function pickFromClass(shapes: Iterable<JobShape>, question: Question): RankedJob | null {
  const { factory, offered, product, nowMs } = question;
  let best: RankedJob | null = null;
  for (const shape of shapes) {
    if (!shape.requires.every((token) => offered.has(token)) || !shape.isAffordable(product)) continue;
    for (const job of shape.contenders(factory.id, product, nowMs)) {
      // Among the overdue only age counts, so in a long backlog most scores need not be worked out.
      if (best !== null && isOverdue(best.job, nowMs) && compareAge(best.job, job) <= 0) continue;
      const next = { job, score: scoreCandidate(job, factory, product, nowMs) };
      if (best === null || goesBefore(next, best, nowMs)) best = next;
    }
  }
  return best;
}

const goesBefore = (a: RankedJob, b: RankedJob, nowMs: number): boolean =>
  compareCandidates({ job: a.job, scoreTotal: a.score.total }, { job: b.job, scoreTotal: b.score.total }, nowMs) < 0;
