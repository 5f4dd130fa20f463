import { type OperationRecord } from "#contract/documents/operation-record.ts";
import { QUEUE_STATE_ID } from "#contract/documents/product-documents.ts";
import { REAPER_ID } from "#contract/documents/reaper-document.ts";
import { type Deps } from "#application/deps.ts";
import { EVENTS, OPERATIONS, QUEUE_STATES, REAPERS } from "#application/ports/collections.ts";

/** Looked at from the newest: while the relay is alive, only the newest can still be on their way. */
const RECENT_MAX = 50;
const RATE_WINDOW_MS = 5 * 60_000;

type Needs = Pick<Deps, "store" | "clock">;
type Lags = {
  readonly relayLagMs: number;
  readonly entityLagMs: number;
  readonly reaperAgeMs: number | null;
  /** Leases that ran out within the last five minutes, of the newest operations. */
  readonly leaseExpiries: number;
};

/** How far what follows the commits is behind them. */
export async function measureLags(deps: Needs, productId: string): Promise<Lags> {
  const nowMs = deps.clock.nowMs();
  const [{ items }, state, reaper] = await Promise.all([
    deps.store.query(OPERATIONS, {
      partition: productId,
      where: [{ path: "kind", op: "eq", value: "op" }],
      orderBy: [{ path: "atMs", direction: "desc" }],
      limit: RECENT_MAX,
    }),
    deps.store.read(QUEUE_STATES, productId, QUEUE_STATE_ID),
    deps.store.read(REAPERS, REAPER_ID, REAPER_ID),
  ]);
  const records = items.map(({ value }) => value);
  const open = (
    await Promise.all(records.map(async (record) => ((await isOpen(deps, record)) ? [record] : [])))
  ).flat();
  const waking = records.find(({ wakes }) => wakes);
  const covered = state?.value.coversAtMs ?? 0;
  return {
    relayLagMs: sinceMs(nowMs, open.at(-1)?.atMs),
    entityLagMs: waking === undefined || covered >= waking.atMs ? 0 : sinceMs(nowMs, waking.atMs),
    reaperAgeMs: reaper === null ? null : sinceMs(nowMs, reaper.value.atMs),
    leaseExpiries: records.filter((record) => record.atMs > nowMs - RATE_WINDOW_MS && isExpiry(record)).length,
  };
}

const sinceMs = (nowMs: number, atMs: number | undefined): number => Math.max(0, nowMs - (atMs ?? nowMs));

async function isOpen(deps: Needs, record: OperationRecord): Promise<boolean> {
  const last = record.events.at(-1);
  return last !== undefined && (await deps.store.read(EVENTS, record.jobId, last.id)) === null;
}

const isExpiry = ({ events }: OperationRecord): boolean =>
  events.some(({ facts }) => facts.type === "job.requeued" && facts.cause === "lease_lost");
