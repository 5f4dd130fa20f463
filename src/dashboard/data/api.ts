import { signal, type ReadonlySignal } from "@preact/signals";
import { createFleetClient, type FleetClient, type FleetReply } from "#client/fleet-client.ts";
import { type Retry } from "#client/retry.ts";
import { noteReply, type Outage } from "./outage.ts";

type Call<T> = (client: FleetClient) => Promise<FleetReply<T>>;
/** Every request of the page passes here, so that an outage and a refused token are noticed once, whoever asked. */
export type Api = {
  readonly send: <T>(call: Call<T>) => Promise<FleetReply<T>>;
  readonly outage: ReadonlySignal<Outage>;
};

const UNAUTHENTICATED = 401;
/** A coordinator that is silent for so long is down: together with the polling period it is noticed within a minute. */
const ANSWER_MAX_MS = 10_000;
const TOKEN_REFUSED = "The coordinator refused the token: it is unknown, has expired or was revoked. Use another one.";
const RETRY: Retry = { attemptsMax: 2, baseMs: 300, capMs: 2_000 };

export function createApi(options: {
  readonly token: string;
  readonly productId: string | null;
  readonly onTokenRefused: (sentence: string) => void;
}): Api {
  const outage = signal<Outage>(null);
  const { token, productId } = options;
  const client = createFleetClient({ baseUrl: location.origin, token, productId, retry: RETRY, fetch: fetchInTime });
  return {
    outage,
    send: async (call) => {
      const reply = await call(client);
      outage.value = noteReply(outage.value, reply, Date.now());
      if (!reply.ok && reply.problem.status === UNAUTHENTICATED) options.onTokenRefused(TOKEN_REFUSED);
      return reply;
    },
  };
}

const fetchInTime: typeof fetch = (input, init) => {
  const limits = [AbortSignal.timeout(ANSWER_MAX_MS), init?.signal].filter((limit) => limit != null);
  return fetch(input, { ...init, signal: AbortSignal.any(limits) });
};
