import { createFleetClient, type FleetClient } from "#client/fleet-client.ts";
import { NO_RETRY } from "#client/retry.ts";
import { type FactoryDeps } from "#factory/factory-deps.ts";
import { type FactoryOptions } from "#factory/options.ts";

const CALL_TIMEOUT_MS = 10_000;

/** Every caller here repeats by itself what was not answered, under its own rules: the client must not. */
export function fleetOf(options: FactoryOptions, deps: FactoryDeps, tokenNow: () => string): FleetClient {
  const fetch: typeof globalThis.fetch = (url, init) => {
    const timeout = AbortSignal.timeout(CALL_TIMEOUT_MS);
    const signal = init?.signal == null ? timeout : AbortSignal.any([init.signal, timeout]);
    // The token can change between two calls, never within one.
    const headers = new Headers(init?.headers);
    headers.set("authorization", `Bearer ${tokenNow()}`);
    return deps.fetch(url, { ...init, headers, signal });
  };
  return createFleetClient({
    baseUrl: options.baseUrl,
    token: null,
    productId: options.productId,
    retry: NO_RETRY,
    fetch,
  });
}
