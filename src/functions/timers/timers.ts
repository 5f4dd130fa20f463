import { app } from "@azure/functions";
import * as df from "durable-functions";
import { broadcastTicks } from "#application/live/broadcast.ts";
import { reap } from "#application/reaper/reap.ts";
import { depsFor, getApp } from "#functions/compose.ts";

const EVERY_TEN_SECONDS = "*/10 * * * * *";

/** Registers the timers: the reaper, and the tick by which browsers know that the line is alive. */
export function registerTimers(): void {
  app.timer("reaper", {
    schedule: "%FLEET_REAPER_SCHEDULE%",
    extraInputs: [df.input.durableClient()],
    handler: async (_timer, context) => {
      const deps = depsFor(getApp(), df.getClient(context));
      const reaped = await reap(deps);
      if (reaped.expired + reaped.entitiesLate > 0) deps.log.info("reaper.swept", { ...reaped });
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
