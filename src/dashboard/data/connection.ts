import { computed, effect, signal, type ReadonlySignal } from "@preact/signals";
import { type FleetEvent } from "#contract/fleet-event.ts";
import { type LiveMessage } from "#contract/live.ts";
import { type Api } from "./api.ts";
import { badgeKind, type BadgeKind, type Freshness, type Link, mustPoll } from "./badge.ts";
import { adoptServerTime, localNowMs } from "./clock.ts";
import { startLive } from "./live.ts";
import { isPollDue, refreshOnTick } from "./refresh-plan.ts";

export type Connection = {
  readonly freshness: ReadonlySignal<Freshness>;
  readonly kind: ReadonlySignal<BadgeKind>;
  readonly close: () => void;
};
type Needs = {
  readonly api: Api;
  /** Reads again what the page shows; never rejects. */
  readonly refresh: () => Promise<void>;
  readonly onEvents: (events: readonly FleetEvent[]) => void;
  readonly onFactories: () => void;
  readonly hasWork: () => boolean;
};

/** Holds the live line, and decides when the page must ask REST instead. */
export function createConnection({ api, refresh, onEvents, onFactories, hasWork }: Needs): Connection {
  const freshness = signal<Freshness>({
    link: "connecting",
    startedMs: Date.now(),
    lastFrameMs: null,
    isCatchingUp: false,
  });
  const kind = computed(() => badgeKind(freshness.value, localNowMs.value));
  let refreshedAtMs = Date.now();
  let tickVersion: number | null = null;
  let hadEvents = false;
  const set = (part: Partial<Freshness>): void => {
    freshness.value = { ...freshness.peek(), ...part };
  };
  const readAgain = async (): Promise<void> => {
    refreshedAtMs = Date.now();
    await refresh();
  };
  const catchUp = async (): Promise<void> => {
    set({ isCatchingUp: true });
    await readAgain();
    set({ isCatchingUp: false });
  };
  const onLink = (link: Link): void => {
    const isConnected = link === "connected";
    set(isConnected ? { link, lastFrameMs: Date.now() } : { link });
    if (isConnected) void catchUp();
  };
  const onTick = (version: number): void => {
    const sinceRefreshMs = Date.now() - refreshedAtMs;
    const plan = { versionBefore: tickVersion, version, hadEvents, hasWork: hasWork(), sinceRefreshMs };
    tickVersion = version;
    hadEvents = false;
    if (refreshOnTick(plan)) void readAgain();
  };
  const onMessage = (message: LiveMessage): void => {
    const wasStale = badgeKind(freshness.peek(), Date.now()) === "stale";
    set({ lastFrameMs: Date.now() });
    if (message.type === "tick") adoptServerTime(message.serverTime);
    if (wasStale) void catchUp();
    else if (message.type === "tick") onTick(message.version);
    if (message.type === "factories") onFactories();
    if (message.type !== "events") return;
    hadEvents = true;
    onEvents(message.events);
  };
  const negotiate = async () => {
    const reply = await api.send((client) => client.negotiateLive({}));
    return reply.ok ? { url: reply.value.url, group: reply.value.groups.product } : null;
  };
  const stopLive = startLive({ negotiate, onLink, onMessage });
  const stopPolling = effect(() => {
    const isDown = api.outage.value !== null;
    if ((isDown || mustPoll(kind.value)) && isPollDue(localNowMs.value - refreshedAtMs)) void readAgain();
  });
  return {
    freshness,
    kind,
    close: () => {
      stopPolling();
      stopLive();
    },
  };
}
