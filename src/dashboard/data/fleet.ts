import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { type Factory } from "#contract/factory.ts";
import { type Api } from "./api.ts";
import { isFresh } from "./badge.ts";
import { type Connection, createConnection } from "./connection.ts";
import { gather } from "./gather.ts";
import { createJobDetail, type JobDetail } from "./job-detail.ts";
import { createJobs, type Jobs } from "./jobs.ts";
import { type Loadable, NOT_LOADED, settle } from "./loadable.ts";

/** Factories are few, but every event of a busy fleet may have moved a seat. */
const SEATS_GATHER_MS = 1_000;

/** Everything that the page knows of one product. */
export type Fleet = {
  readonly api: Api;
  readonly jobs: Jobs;
  readonly factories: ReadonlySignal<Loadable<readonly Factory[]>>;
  readonly connection: Connection;
  readonly isFresh: ReadonlySignal<boolean>;
  readonly detail: ReadonlySignal<JobDetail | null>;
  /** Opens one job's page, or none. */
  readonly open: (jobId: string | null) => void;
  readonly refresh: () => Promise<void>;
  readonly nameOf: (factoryId: string) => string;
  readonly close: () => void;
};

export function createFleet(api: Api): Fleet {
  const jobs = createJobs(api);
  const factories = signal<Loadable<readonly Factory[]>>(NOT_LOADED);
  const detail = signal<JobDetail | null>(null);
  const names = computed(() => new Map((factories.value.data ?? []).map((factory) => [factory.id, factory.name])));
  const readFactories = async (): Promise<void> => {
    const reply = await api.send((client) => client.listFactories({}));
    factories.value = settle(factories.peek(), reply.ok ? { ...reply, value: reply.value.items } : reply, Date.now());
  };
  const refresh = async (): Promise<void> => {
    await Promise.all([readFactories(), jobs.refresh(), detail.peek()?.refresh()]);
  };
  const hasWork = (): boolean => {
    const known = jobs.list.peek().data?.jobs.values() ?? [];
    return [...known].some((job) => job.lease !== null) || detail.peek()?.job.peek().data?.lease != null;
  };
  const seats = gather(readFactories, SEATS_GATHER_MS);
  const connection = createConnection({
    api,
    refresh,
    hasWork,
    onFactories: seats.request,
    onEvents: (events) => {
      jobs.onEvents(events);
      // A seat that is taken or freed is told by the job's events alone.
      seats.request();
      detail.peek()?.onEvents(events);
    },
  });
  void readFactories();
  const open = (jobId: string | null): void => {
    if (detail.peek()?.jobId === jobId) return;
    detail.peek()?.close();
    detail.value = jobId === null ? null : createJobDetail(api, jobId);
    void detail.peek()?.refresh();
  };
  return {
    api,
    jobs,
    factories,
    connection,
    isFresh: computed(() => isFresh(connection.kind.value, api.outage.value === null)),
    detail,
    open,
    refresh,
    nameOf: (factoryId) => names.value.get(factoryId) ?? factoryId,
    close: () => {
      open(null);
      connection.close();
      seats.close();
      jobs.close();
    },
  };
}
