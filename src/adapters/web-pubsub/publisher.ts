import { type WebPubSubServiceClient } from "@azure/web-pubsub";
import { liveGroups } from "#contract/live.ts";
import { type Publisher } from "#application/ports/publisher.ts";
import { type Clock, type Log } from "#application/ports/system.ts";

const ACCESS_MINUTES = 60;
const MINUTE_MS = 60_000;

/** Hints to those who watch. A hint that cannot be sent is logged and forgotten: whoever needed it polls. */
export function createPublisher(
  client: WebPubSubServiceClient,
  deps: { readonly clock: Clock; readonly log: Log },
): Publisher {
  return {
    publish: async (group, message) => {
      try {
        await client.group(group).sendToAll(message);
      } catch (error) {
        deps.log.warn("live.not_sent", { group, why: error instanceof Error ? error.message : String(error) });
      }
    },
    access: async ({ productId, userId }) => {
      const group = liveGroups.product(productId);
      const { url } = await client.getClientAccessToken({
        userId,
        // The product's own group, and everything below it: not a group of a product whose name only begins the same.
        roles: [`webpubsub.joinLeaveGroup.${group}`, `webpubsub.joinLeaveGroups.${group}.**`],
        expirationTimeInMinutes: ACCESS_MINUTES,
      });
      return { url, expiresAtMs: deps.clock.nowMs() + ACCESS_MINUTES * MINUTE_MS };
    },
  };
}
