import { type FleetEvent } from "#contract/fleet-event.ts";
import { type Job } from "#contract/job.ts";
import { type Problem } from "#contract/problem.ts";
import { anEvent } from "./fixtures.ts";
import { scriptedFactories } from "./scripted-factories.ts";
import { scriptedEvents, scriptedJobs } from "./scripted-jobs.ts";

export type ScriptedState = ReturnType<typeof createScriptedState>;

/** What the scripted coordinator would have in its store. Tests change it, with or without telling the page. */
export function createScriptedState({ jobCount, hasFactories }: { jobCount: number; hasFactories: boolean }) {
  const nowMs = Date.now();
  const jobs = new Map(scriptedJobs(jobCount, nowMs).map((job) => [job.id, job]));
  const events = new Map<string, FleetEvent[]>();
  const eventsOf = (job: Job): FleetEvent[] => {
    const known = events.get(job.id) ?? scriptedEvents(job);
    events.set(job.id, known);
    return known;
  };
  /** Moves a job as a decision would: one event, one revision, one version step. */
  const move = (jobId: string, part: Partial<FleetEvent>): FleetEvent => {
    const job = jobs.get(jobId)!;
    const event = anEvent({
      jobId,
      seq: job.rev + 1,
      at: new Date().toISOString(),
      stage: job.stage,
      epoch: job.leaseEpoch,
      ...part,
    });
    eventsOf(job).push(event);
    const isHeld = event.stage === "assigned" || event.stage === "building";
    const lease = isHeld ? job.lease : null;
    jobs.set(jobId, { ...job, rev: event.seq, stage: event.stage, leaseEpoch: event.epoch, lease });
    state.version += 1;
    return event;
  };
  const fault: Problem | null = null;
  const state = {
    jobs,
    factories: hasFactories ? scriptedFactories(nowMs) : [],
    eventsOf,
    move,
    version: 1,
    isTicking: true,
    fault: fault as Problem | null,
  };
  return state;
}
