import type { WebPubSubClient } from "@azure/web-pubsub-client";
import { LiveMessage } from "#contract/live.ts";
import { type Link, POLL_PERIOD_MS } from "./badge.ts";

type Negotiated = { readonly url: string; readonly group: string };
type Live = {
  /** Null when no live connection is to be had now. */
  readonly negotiate: () => Promise<Negotiated | null>;
  readonly onLink: (link: Link) => void;
  readonly onMessage: (message: LiveMessage) => void;
};

const RECONNECT_PAUSE_MAX_MS = 15_000;
const KEEP_ALIVE_MS = 10_000;

/**
 * Keeps one live connection and opens another when it ends for good. The library arrives in a chunk of its own, so
 * that the page is there before it. Returns how to close.
 */
export function startLive(live: Live): () => void {
  let isClosed = false;
  let current: WebPubSubClient | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tryLater = (): void => {
    if (isClosed) return;
    live.onLink("offline");
    clearTimeout(timer);
    timer = setTimeout(() => void open(), POLL_PERIOD_MS);
  };
  const open = async (): Promise<void> => {
    try {
      const client = await connect(live, tryLater);
      if (isClosed) client?.stop();
      else if (client === null) tryLater();
      current = client;
    } catch {
      // The library rejects when the first connection fails; the reads say why if the coordinator is down as well.
      tryLater();
    }
  };
  void open();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    current?.stop();
  };
}

async function connect(live: Live, onEnd: () => void): Promise<WebPubSubClient | null> {
  const [library, first] = await Promise.all([import("@azure/web-pubsub-client"), live.negotiate()]);
  if (first === null) return null;
  let unused: Negotiated | null = first;
  const client = new library.WebPubSubClient(
    {
      getClientAccessUrl: async () => {
        const negotiated = unused ?? (await live.negotiate());
        unused = null;
        if (negotiated === null) throw new Error("The coordinator gives no live connection now.");
        return negotiated.url;
      },
    },
    {
      autoRejoinGroups: true,
      keepAliveIntervalInMs: KEEP_ALIVE_MS,
      keepAliveTimeoutInMs: 3 * KEEP_ALIVE_MS,
      reconnectRetryOptions: { mode: "Exponential", maxRetryDelayInMs: RECONNECT_PAUSE_MAX_MS },
    },
  );
  client.on("group-message", ({ message }) => {
    const parsed = LiveMessage.safeParse(message.data);
    // A kind that this page does not know yet is no reason to stop: the next tick vouches for the connection.
    if (parsed.success) live.onMessage(parsed.data);
  });
  client.on("disconnected", () => live.onLink("reconnecting"));
  client.on("stopped", onEnd);
  await client.start();
  try {
    await client.joinGroup(first.group);
  } catch (error) {
    client.stop();
    throw error;
  }
  live.onLink("connected");
  // Later connections are reported after their groups were joined again.
  client.on("connected", () => live.onLink("connected"));
  return client;
}
