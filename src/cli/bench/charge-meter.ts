import { subscribe, unsubscribe } from "node:diagnostics_channel";
import * as z from "zod";

const CHANNEL = "http.client.response.finish";
const Finished = z.object({
  request: z.object({ path: z.string(), getHeader: z.custom<(name: string) => unknown>() }),
  response: z.object({ headers: z.record(z.string(), z.unknown()) }),
});

/** What the store's replies in this process have cost since the meter was last read. */
export type ChargeMeter = {
  /** Request units and requests since the last call. */
  take(): { readonly ru: number; readonly requests: number };
  stop(): void;
};

/**
 * Sums the charge of every reply of a store to this process, by Node's own news of finished replies, so that what is
 * measured stays unmodified. Reading the change feed and keeping its place is the host's work and is left out.
 */
export function createChargeMeter(): ChargeMeter {
  let ru = 0;
  let requests = 0;
  const listen = (message: unknown): void => {
    const finished = Finished.safeParse(message);
    if (!finished.success) return;
    const { request, response } = finished.data;
    const charge = Number(response.headers["x-ms-request-charge"] ?? Number.NaN);
    if (Number.isNaN(charge) || isFeed(message, request.path)) return;
    ru += charge;
    requests += 1;
  };
  subscribe(CHANNEL, listen);
  return {
    take: () => {
      const taken = { ru: Math.round(ru * 100) / 100, requests };
      ru = 0;
      requests = 0;
      return taken;
    },
    stop: () => void unsubscribe(CHANNEL, listen),
  };
}

const WithRequest = z.object({ request: z.custom<{ getHeader(name: string): unknown }>() });

function isFeed(message: unknown, path: string): boolean {
  if (path.includes("/colls/leases/") || path.endsWith("/pkranges")) return true;
  const found = WithRequest.safeParse(message);
  return found.success && found.data.request.getHeader("a-im") !== undefined;
}
