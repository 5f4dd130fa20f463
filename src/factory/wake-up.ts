import { type FleetClient } from "#client/fleet-client.ts";
import { type Log } from "#factory/log.ts";
import { pause } from "#factory/pause.ts";

type WakeUp = { readonly stop: () => void };
type Deps = {
  readonly client: FleetClient;
  readonly onWake: () => void;
  readonly log: Log;
  readonly retryMs: number;
};

/**
 * Listens to the product's wake group, so that new work is asked for at once. It is a convenience: polling goes on
 * beside it, and whatever fails here is a line in the log and another try.
 */
export function listenForWakeUps(deps: Deps): WakeUp {
  const stopped = new AbortController();
  let close: () => void = () => null;
  const run = async () => {
    while (!stopped.signal.aborted) {
      // oxlint-disable-next-line no-await-in-loop -- a connection follows the end of the last
      await connect(deps, stopped.signal, (closer) => {
        close = closer;
      }).catch((error: unknown) => deps.log({ event: "wake-up.unavailable", detail: String(error) }));
      // oxlint-disable-next-line no-await-in-loop -- see above
      await pause(deps.retryMs, stopped.signal);
    }
  };
  void run();
  return {
    stop: () => {
      stopped.abort();
      close();
    },
  };
}

/** Resolves when the connection has ended for good. The SDK is loaded here: a factory without live wake-ups needs none of it. */
async function connect(deps: Deps, stopped: AbortSignal, onOpen: (close: () => void) => void): Promise<void> {
  const negotiated = await deps.client.negotiateLive({});
  if (!negotiated.ok) throw new Error(negotiated.problem.title);
  const { WebPubSubClient } = await import("@azure/web-pubsub-client");
  const { url, groups } = negotiated.value;
  // The first address is at hand; a later connection needs a fresh one, because an address is good for a while only.
  let unused: string | null = url;
  const getClientAccessUrl = async () => {
    const first = unused;
    unused = null;
    if (first !== null) return first;
    const again = await deps.client.negotiateLive({});
    if (!again.ok) throw new Error(again.problem.title);
    return again.value.url;
  };
  const live = new WebPubSubClient({ getClientAccessUrl }, { autoReconnect: true, autoRejoinGroups: true });
  const ended = new Promise<void>((resolve) => live.on("stopped", () => resolve()));
  live.on("group-message", () => deps.onWake());
  // Whatever was said while nobody listened is asked for.
  live.on("connected", () => deps.onWake());
  live.on("disconnected", () => deps.log({ event: "wake-up.disconnected" }));
  live.on("rejoin-group-failed", ({ error }) => deps.log({ event: "wake-up.unavailable", detail: error.message }));
  onOpen(() => live.stop());
  await live.start();
  if (stopped.aborted) {
    live.stop();
    return;
  }
  await live.joinGroup(groups.wake);
  deps.log({ event: "wake-up.connected", group: groups.wake });
  await ended;
}
