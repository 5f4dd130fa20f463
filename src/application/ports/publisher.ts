import { type LiveMessage } from "#contract/live.ts";

type LiveAccess = { readonly url: string; readonly expiresAtMs: number };

/** Web PubSub, or whatever carries hints to those who watch. Losing one costs time, never truth. */
export type Publisher = {
  publish(group: string, message: LiveMessage): Promise<void>;
  /** A URL for one viewer that may join the product's groups and no other's. */
  access(input: { readonly productId: string; readonly userId: string }): Promise<LiveAccess>;
};
