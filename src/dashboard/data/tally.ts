import { type FleetEvent } from "#contract/fleet-event.ts";
import { type Job } from "#contract/job.ts";
import { STAGES, type Stage } from "#contract/stage.ts";

/** How many jobs stand in a stage; `isFloor` says that there are at least so many. */
export type StageCount = { readonly count: number; readonly isFloor: boolean };
export type Tally = Readonly<Record<Stage, StageCount>>;

/** Counts a complete list. */
export function tallyOf(jobs: Iterable<Job>): Tally {
  const counts = new Map<Stage, number>();
  for (const job of jobs) counts.set(job.stage, (counts.get(job.stage) ?? 0) + 1);
  return tallyFrom((stage) => ({ count: counts.get(stage) ?? 0, isFloor: false }));
}

export function tallyFrom(count: (stage: Stage) => StageCount): Tally {
  const of = (stage: Stage): [Stage, StageCount] => [stage, count(stage)];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.fromEntries forgets that every stage is there
  return Object.fromEntries(STAGES.map(of)) as Tally;
}

/** Moves a job from the stage in which it was known to the event's; a job that was not known is new at its first event. */
export function moveInTally(tally: Tally, event: FleetEvent, before: Stage | null): Tally {
  if (before === event.stage || (before === null && event.seq !== 1)) return tally;
  const to = tally[event.stage];
  const raised = { ...tally, [event.stage]: { ...to, count: to.count + 1 } };
  if (before === null) return raised;
  const from = tally[before];
  return { ...raised, [before]: { ...from, count: Math.max(0, from.count - 1) } };
}
