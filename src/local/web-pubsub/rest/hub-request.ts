import { type Connection, type Hub } from "#local/web-pubsub/hub.ts";
import { type Service } from "#local/web-pubsub/service.ts";
import { type Reply } from "./reply.ts";

/** An authorised request to a hub, with its body read. */
export type HubRequest = Readonly<{
  service: Service;
  hub: Hub;
  url: URL;
  contentType: string;
  body: Buffer;
}>;

/** Answers a request; `names` are the variable parts of its path, decoded, in order. */
export type Handler = (request: HubRequest, names: readonly string[]) => Reply | Promise<Reply>;

/** The connections that a request is about. */
export type Targets = (hub: Hub, names: readonly string[]) => readonly Connection[];

/** A whole number from the query: the fallback when it is absent, undefined when it is out of its bounds. */
export function wholeNumber(
  request: HubRequest,
  name: string,
  bounds: Readonly<{ fallback: number; min: number; max: number }>,
): number | undefined {
  const text = request.url.searchParams.get(name);
  if (text === null) return bounds.fallback;
  const value = Number(text);
  return /^\d+$/.test(text) && value >= bounds.min && value <= bounds.max ? value : undefined;
}
