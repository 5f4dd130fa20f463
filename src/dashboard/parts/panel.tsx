import { type ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { type ProblemDocument } from "#contract/problem.ts";
import { type Loadable, type Phase, phaseOf } from "#dashboard/data/loadable.ts";
import { AsOf } from "./age.tsx";
import { useSigned } from "./fleet-context.ts";
import { ProblemNote } from "./problem-note.tsx";
import { Skeleton } from "./skeleton.tsx";

type Props<T> = {
  readonly title: string;
  readonly source: Loadable<T>;
  readonly isEmpty: (data: T) => boolean;
  readonly empty: ComponentChildren;
  readonly onRetry: () => void;
  readonly children: (data: T) => ComponentChildren;
  readonly aside?: ComponentChildren;
  readonly skeletonRows?: number;
};

/** A section with the five faces that every panel has: loading, empty, error, stale and data. */
export function Panel<T>({ title, source, isEmpty, empty, onRetry, children, aside, skeletonRows = 3 }: Props<T>) {
  const headingId = useId();
  const { fleet } = useSigned();
  const phase = phaseOf(source, { isFresh: fleet.isFresh.value, isEmpty });
  const { data, problem, asOfMs } = source;
  return (
    <section class="panel" aria-labelledby={headingId} aria-busy={phase === "loading"} data-phase={phase}>
      <header class="panel-head">
        <h2 id={headingId}>{title}</h2>
        {phase === "stale" && asOfMs !== null && (
          <span class="as-of">
            as of <AsOf atMs={asOfMs} /> ago
          </span>
        )}
        {aside}
      </header>
      {phase === "loading" && <Skeleton rows={skeletonRows} />}
      {phase === "empty" && <div class="empty">{empty}</div>}
      <Fault phase={phase} problem={problem} onRetry={onRetry} />
      {data !== null && phase !== "empty" && (
        <div class="panel-body">
          {isEmpty(data) ? <p class="empty">Nothing when it was last read.</p> : children(data)}
        </div>
      )}
    </section>
  );
}

type FaultProps = {
  readonly phase: Phase;
  readonly problem: ProblemDocument | null;
  readonly onRetry: () => void;
};

/** What went wrong with the last read. Beside old data during an outage the banner says it once for all panels. */
function Fault({ phase, problem, onRetry }: FaultProps) {
  const { fleet } = useSigned();
  if (problem === null) return null;
  const isSaidAbove = phase === "stale" && fleet.api.outage.value !== null;
  return isSaidAbove ? null : <ProblemNote problem={problem} onRetry={onRetry} />;
}
