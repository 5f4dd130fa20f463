import { join } from "node:path";
import { z } from "zod";
import { type Clock } from "#local/clock.ts";
import { type Activity } from "#local/host/activity.ts";
import { type RegisteredFunction } from "#local/host/core-api.ts";
import { type Invoke } from "#local/host/invoke.ts";
import { type Log } from "#local/host/log.ts";
import { resolveSettings } from "#local/host/settings.ts";
import { functionsTriggeredBy } from "#local/host/triggers.ts";
import { parseSchedule } from "./ncrontab.ts";
import { openTimerMonitor } from "./timer-monitor.ts";
import { startTimer, type Timer } from "./timer-trigger.ts";

const timerBindingSchema = z.object({
  schedule: z.string(),
  useMonitor: z.boolean().nullish(),
  runOnStartup: z.boolean().nullish(),
});

type TimersOptions = Readonly<{
  functions: ReadonlyMap<string, RegisteredFunction>;
  clock: Clock;
  log: Log;
  invoke: Invoke;
  activity: Activity;
  dataFolder: string | null;
}>;

/** Starts every timer function of the app; a schedule that cannot be read stops the start with its name. */
export async function startTimers(options: TimersOptions): Promise<ReadonlyMap<string, Timer>> {
  const { clock, log, invoke, activity } = options;
  const triggered = functionsTriggeredBy("timerTrigger", options.functions);
  if (triggered.length === 0) return new Map();
  const monitor = await openTimerMonitor(options.dataFolder === null ? null : join(options.dataFolder, "timers"));
  const timers = await Promise.all(
    triggered.map((entry) => {
      const { name } = entry.fn.metadata;
      const binding = timerBindingSchema.parse(entry.binding);
      const schedule = parseSchedule(resolveSettings(binding.schedule, `Timer "${name}"`), timeZone());
      return startTimer(
        { clock, log, invoke, activity, monitor },
        {
          triggered: entry,
          schedule,
          // Azure switches the monitor off for timers that fire more than once a minute.
          useMonitor: binding.useMonitor !== false && !schedule.subMinute,
          runOnStartup: binding.runOnStartup === true,
        },
      );
    }),
  );
  return new Map(timers.map((timer) => [timer.name, timer]));
}

/** Azure counts in UTC unless the app setting names a zone. */
function timeZone(): string {
  return process.env["WEBSITE_TIME_ZONE"] ?? "UTC";
}
