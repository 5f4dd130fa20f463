import { type KeyObject } from "node:crypto";
import { emptyHub, type Hub } from "./hub.ts";
import { CONNECTIONS_MAX, HUBS_MAX } from "./limits.ts";
import { type ReliableLimits } from "./reliable.ts";

/** Everything that one running server shares: its hubs and what it was told at the start. */
export type Service = {
  readonly accessKey: KeyObject;
  readonly nowMs: () => number;
  readonly newConnectionId: () => string;
  readonly newReconnectionToken: () => string;
  readonly recoveryWindowMs: number;
  readonly bufferLimits: ReliableLimits;
  readonly hubs: Map<string, Hub>;
  /** A closing server ends what it has and takes nobody in. */
  closing: boolean;
};

/** The rule of Azure for the names of hubs. */
const HUB_NAME = /^[A-Za-z][A-Za-z0-9_`,.[\]]{0,127}$/;

/** The hub of a name, whose case does not matter; undefined when the name is invalid or there are too many hubs. */
export function hubNamed(service: Service, name: string): Hub | undefined {
  const known = knownHub(service, name);
  if (known !== undefined) return known;
  if (!HUB_NAME.test(name) || service.hubs.size >= HUBS_MAX) return undefined;
  const hub = emptyHub(name);
  service.hubs.set(name.toLowerCase(), hub);
  return hub;
}

/** The hub of a name if somebody has used it, without making one. */
export function knownHub(service: Service, name: string): Hub | undefined {
  return service.hubs.get(name.toLowerCase());
}

/** Whether one more connection may enter. */
export function hasRoom(service: Service): boolean {
  let connections = 0;
  for (const hub of service.hubs.values()) connections += hub.connections.size;
  return !service.closing && connections < CONNECTIONS_MAX;
}
