import { signal, type ReadonlySignal } from "@preact/signals";
import { type FleetEvent } from "#contract/fleet-event.ts";
import { type Job } from "#contract/job.ts";
import { PAGE_LIMIT_MAX } from "#contract/page.ts";
import { STAGES, type Stage } from "#contract/stage.ts";
import { type Api } from "./api.ts";
import { gather } from "./gather.ts";
import { appendPage, applyEvents, applyPending, type JobList, refreshJobs, startList } from "./job-list.ts";
import { type Loadable, NOT_LOADED, settle } from "./loadable.ts";
import { moveInTally, type Tally, tallyFrom, tallyOf } from "./tally.ts";

/** What several events touch is read again together. */
const GATHER_MS = 400;
/** More jobs than this are read as a page, not one by one. */
const SINGLE_READS_MAX = 8;
/** Counting a fleet that does not fit a page takes a request a stage. */
const RECOUNT_MS = 60_000;

export type Jobs = {
  readonly list: ReadonlySignal<Loadable<JobList>>;
  readonly tally: ReadonlySignal<Loadable<Tally>>;
  readonly isLoadingMore: ReadonlySignal<boolean>;
  readonly show: (stage: Stage | null) => Promise<void>;
  readonly refresh: () => Promise<void>;
  readonly loadMore: () => Promise<void>;
  readonly applyPending: () => void;
  readonly onEvents: (events: readonly FleetEvent[]) => void;
  readonly put: (job: Job) => void;
  readonly close: () => void;
};

/** The job table and the counts by stage, by REST and corrected by events. */
export function createJobs(api: Api): Jobs {
  const list = signal<Loadable<JobList>>(NOT_LOADED);
  const tally = signal<Loadable<Tally>>(NOT_LOADED);
  const isLoadingMore = signal(false);
  let stage: Stage | null = null;
  let countedAtMs = 0;
  const touched = new Set<string>();

  const change = (edit: (data: JobList) => JobList): void => {
    const { data } = list.peek();
    if (data !== null) list.value = { ...list.peek(), data: edit(data) };
  };
  const recount = async (): Promise<void> => {
    const { data } = list.peek();
    if (data !== null && data.stage === null && data.nextCursor === null) {
      tally.value = settle(tally.peek(), { ok: true, status: 200, value: tallyOf(data.jobs.values()) }, Date.now());
      return;
    }
    if (Date.now() - countedAtMs < RECOUNT_MS) return;
    countedAtMs = Date.now();
    await countStages();
  };
  const countStages = async (): Promise<void> => {
    const replies = await Promise.all(
      STAGES.map((each) => api.send((client) => client.listJobs({ query: { stage: each, limit: PAGE_LIMIT_MAX } }))),
    );
    const failed = replies.find((reply) => !reply.ok);
    if (failed !== undefined && !failed.ok) {
      tally.value = settle(tally.peek(), failed, Date.now());
      return;
    }
    const value = tallyFrom((each) => {
      const reply = replies[STAGES.indexOf(each)];
      if (reply === undefined || !reply.ok) return { count: 0, isFloor: true };
      return { count: reply.value.items.length, isFloor: reply.value.nextCursor !== null };
    });
    tally.value = settle(tally.peek(), { ok: true, status: 200, value }, Date.now());
  };
  const page = (cursor: string | null) =>
    api.send((client) =>
      client.listJobs({
        query: {
          limit: PAGE_LIMIT_MAX,
          ...(stage === null ? {} : { stage }),
          ...(cursor === null ? {} : { cursor }),
        },
      }),
    );
  const refresh = async (): Promise<void> => {
    const asked = stage;
    const reply = await page(null);
    if (asked !== stage) return;
    const { data } = list.peek();
    const value = reply.ok && data === null ? startList(asked, reply.value) : data;
    if (!reply.ok || value === null) list.value = { ...list.peek(), problem: reply.ok ? null : reply.problem };
    else list.value = { data: refreshJobs(value, reply.value.items), asOfMs: Date.now(), problem: null };
    if (reply.ok) await recount();
    else tally.value = { ...tally.peek(), problem: reply.problem };
  };
  const readTouched = async (): Promise<void> => {
    const ids = [...touched];
    touched.clear();
    if (ids.length > SINGLE_READS_MAX) return refresh();
    const replies = await Promise.all(ids.map((jobId) => api.send((client) => client.getJob({ params: { jobId } }))));
    const jobs = replies.flatMap((reply) => (reply.ok ? [reply.value.job] : []));
    change((data) => refreshJobs(data, jobs));
  };
  const reading = gather(readTouched, GATHER_MS);
  return {
    list,
    tally,
    isLoadingMore,
    refresh,
    show: async (wanted) => {
      if (wanted === stage && list.peek().data !== null) return;
      stage = wanted;
      list.value = NOT_LOADED;
      await refresh();
    },
    loadMore: async () => {
      const cursor = list.peek().data?.nextCursor ?? null;
      if (cursor === null || isLoadingMore.peek()) return;
      isLoadingMore.value = true;
      const asked = stage;
      const reply = await page(cursor);
      isLoadingMore.value = false;
      if (asked !== stage) return;
      if (reply.ok) change((data) => appendPage(data, reply.value));
      else list.value = { ...list.peek(), problem: reply.problem };
    },
    applyPending: () => change(applyPending),
    onEvents: (events) => {
      const known = list.peek().data?.jobs;
      const counted = tally.peek();
      if (counted.data !== null) {
        const moved = events.reduce(
          (sum, event) => moveInTally(sum, event, known?.get(event.jobId)?.stage ?? null),
          counted.data,
        );
        tally.value = { ...counted, data: moved };
      }
      change((data) => applyEvents(data, events));
      for (const event of events) touched.add(event.jobId);
      reading.request();
    },
    put: (job) => change((data) => refreshJobs(data, [job])),
    close: reading.close,
  };
}
