import { type Server, type ServerResponse } from "node:http";

/** The responses that are being written, so that a closing host can tell streams from answers. */
type OpenResponses = Readonly<{
  add(res: ServerResponse): void;
  /** Cuts the event streams, which would never end by themselves. */
  cutStreams(): void;
  /** Resolves when every other response is out. */
  finished(): Promise<void>;
}>;

/** Keeps account of the responses of one server. */
export function trackResponses(): OpenResponses {
  const open = new Set<ServerResponse>();
  let waiting: Array<() => void> = [];
  return {
    add(res) {
      open.add(res);
      res.once("close", () => {
        open.delete(res);
        if (open.size > 0) return;
        const ready = waiting;
        waiting = [];
        for (const resolve of ready) resolve();
      });
    },
    cutStreams() {
      for (const res of open) {
        if (String(res.getHeader("content-type") ?? "").startsWith("text/event-stream")) res.destroy();
      }
    },
    finished: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
}

/** Resolves with the work, or after the limit, whichever is first; the timer keeps no process alive. */
export async function atMost(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}

/** Ends a server at once, with the connections that are still open. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
