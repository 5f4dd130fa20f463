import { app } from "@azure/functions";
import * as df from "durable-functions";
import { expireArtifacts } from "#application/artifacts/delete-artifact.ts";
import { pruneFactories } from "#application/factories/prune-factories.ts";
import { broadcastTicks } from "#application/live/broadcast.ts";
import { reapOnTimer } from "#application/metrics/record-reap.ts";
import { depsFor, getApp } from "#functions/compose.ts";

/** Between the reaper's ticks. */
const EVERY_MINUTE = "38 * * * * *";
const EVERY_FIVE_MINUTES = "52 */5 * * * *";
const EVERY_TEN_SECONDS = "*/10 * * * * *";

/** Registers the timers: the reaper, what looks after the factories, and the tick by which browsers know that the line is alive. */
export function registerTimers(): void {
  app.timer("reaper", {
    schedule: "%FLEET_REAPER_SCHEDULE%",
    extraInputs: [df.input.durableClient()],
    handler: async (_timer, context) => {
      const deps = depsFor(getApp(), df.getClient(context));
      const reaped = await reapOnTimer(deps);
      if (reaped.expired + reaped.entitiesLate > 0) deps.log.info("reaper.swept", { ...reaped });
    },
  });
  app.timer("factoryPrune", {
    schedule: EVERY_MINUTE,
    extraInputs: [df.input.durableClient()],
    handler: async (_timer, context) => {
      const deps = depsFor(getApp(), df.getClient(context));
      const pruned = await pruneFactories(deps);
      if (pruned.removed + pruned.freed > 0) deps.log.info("factories.pruned", { ...pruned });
    },
  });
  app.timer("artifactExpiry", {
    schedule: EVERY_FIVE_MINUTES,
    extraInputs: [df.input.durableClient()],
    handler: async (_timer, context) => {
      const deps = depsFor(getApp(), df.getClient(context));
      const expired = await expireArtifacts(deps);
      if (expired > 0) deps.log.info("artifacts.expired", { expired });
    },
  });
  app.timer("tick", {
    schedule: EVERY_TEN_SECONDS,
    handler: async () => {
      const { deps } = getApp();
      await broadcastTicks(deps);
    },
  });
}
