import type { output as ZodOutput } from "zod";
import { signal, type ReadonlySignal } from "@preact/signals";
import { type FleetEvent } from "#contract/fleet-event.ts";
import { type JobWithBody } from "#contract/job.ts";
import { type JobAction } from "#contract/job-can.ts";
import { type ProblemDocument } from "#contract/problem.ts";
import { type Routes } from "#contract/routes.ts";
import { type Run } from "#contract/run.ts";
import { type Api } from "./api.ts";
import { gather } from "./gather.ts";
import { type Loadable, NOT_LOADED, settle } from "./loadable.ts";
import { EMPTY_TIMELINE, hasGap, lastSeq, receiveEvents, type Timeline } from "./timeline.ts";

/** A claim's decision record, as the API gives it. */
export type Decision = ZodOutput<Routes["getDecision"]["ok"]>["items"][number];

const EVENTS_PAGE = 500;
/** A gap is given this long to close by itself, because messages may overtake each other. */
const GATHER_MS = 300;

export type JobDetail = {
  readonly jobId: string;
  readonly job: ReadonlySignal<Loadable<JobWithBody>>;
  readonly timeline: ReadonlySignal<Loadable<Timeline>>;
  readonly runs: ReadonlySignal<Loadable<readonly Run[]>>;
  readonly decisions: ReadonlySignal<Loadable<readonly Decision[]>>;
  readonly refresh: () => Promise<void>;
  readonly onEvents: (events: readonly FleetEvent[]) => void;
  readonly act: (action: JobAction, note: string) => Promise<ProblemDocument | null>;
  readonly close: () => void;
};

/** One job with its events and runs. REST holds the truth; live events only say sooner that there is something new. */
export function createJobDetail(api: Api, jobId: string): JobDetail {
  const job = signal<Loadable<JobWithBody>>(NOT_LOADED);
  const timeline = signal<Loadable<Timeline>>(NOT_LOADED);
  const runs = signal<Loadable<readonly Run[]>>(NOT_LOADED);
  const decisions = signal<Loadable<readonly Decision[]>>(NOT_LOADED);

  const readJob = async (): Promise<void> => {
    const reply = await api.send((client) => client.getJob({ params: { jobId } }));
    const known = job.peek().data?.rev ?? 0;
    // Two reads may overtake each other.
    if (reply.ok && reply.value.job.rev < known) return;
    job.value = settle(job.peek(), reply.ok ? { ...reply, value: reply.value.job } : reply, Date.now());
  };
  const readRuns = async (): Promise<void> => {
    const reply = await api.send((client) => client.listRuns({ params: { jobId } }));
    runs.value = settle(runs.peek(), reply.ok ? { ...reply, value: reply.value.items } : reply, Date.now());
  };
  const readDecisions = async (): Promise<void> => {
    const reply = await api.send((client) => client.getDecision({ params: { jobId } }));
    decisions.value = settle(decisions.peek(), reply.ok ? { ...reply, value: reply.value.items } : reply, Date.now());
  };
  const readEvents = async (): Promise<void> => {
    const after = lastSeq(timeline.peek().data ?? EMPTY_TIMELINE);
    const reply = await api.send((client) =>
      client.listEvents({ params: { jobId }, query: { after, limit: EVENTS_PAGE } }),
    );
    if (!reply.ok) {
      timeline.value = settle(timeline.peek(), reply, Date.now());
      return;
    }
    const data = receiveEvents(timeline.peek().data ?? EMPTY_TIMELINE, reply.value.items);
    timeline.value = { data, asOfMs: Date.now(), problem: null };
    if (lastSeq(data) > after && lastSeq(data) < reply.value.lastSeq) await readEvents();
  };
  const refresh = async (): Promise<void> => {
    await Promise.all([readJob(), readRuns(), readDecisions(), readEvents()]);
  };
  const settleEvents = async (): Promise<void> => {
    const { data } = timeline.peek();
    await Promise.all([
      readJob(),
      readRuns(),
      readDecisions(),
      data === null || hasGap(data) ? readEvents() : undefined,
    ]);
  };
  const settling = gather(settleEvents, GATHER_MS);
  return {
    jobId,
    job,
    timeline,
    runs,
    decisions,
    refresh,
    onEvents: (events) => {
      const mine = events.filter((event) => event.jobId === jobId);
      if (mine.length === 0) return;
      const before = timeline.peek();
      if (before.data !== null) timeline.value = { ...before, data: receiveEvents(before.data, mine) };
      settling.request();
    },
    act: async (action, note) => {
      // One key for one press: whatever the network does, the action takes effect once.
      const body = { opId: `page-${crypto.randomUUID()}`, note };
      const reply = await api.send((client) => client.actOnJob({ params: { jobId, action }, body }));
      await refresh();
      return reply.ok ? null : reply.problem;
    },
    close: settling.close,
  };
}
