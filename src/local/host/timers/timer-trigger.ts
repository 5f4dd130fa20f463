import { type Clock } from "#local/clock.ts";
import { type Activity } from "#local/host/activity.ts";
import { type Invoke } from "#local/host/invoke.ts";
import { errorText, type Log } from "#local/host/log.ts";
import { type TriggeredFunction } from "#local/host/triggers.ts";
import { type Schedule } from "./ncrontab.ts";
import { type TimerMonitor, type TimerStatus } from "./timer-monitor.ts";

/** One running timer function. */
export type Timer = Readonly<{
  name: string;
  nextMs(): number;
  /** Runs the function now, after a run that is under way; its schedule goes on as it was. */
  runNow(): Promise<void>;
  stop(): void;
}>;

type TimerDeps = Readonly<{ clock: Clock; log: Log; invoke: Invoke; monitor: TimerMonitor; activity: Activity }>;
type TimerOptions = Readonly<{
  triggered: TriggeredFunction;
  schedule: Schedule;
  useMonitor: boolean;
  runOnStartup: boolean;
}>;

/** The extension's text for "never yet". */
const NEVER = "0001-01-01T00:00:00";

/**
 * Starts a timer. It fires at the times of its schedule, once at once when it missed one while nothing ran, and never
 * twice at the same time: times that pass during a run are skipped.
 */
export async function startTimer(deps: TimerDeps, options: TimerOptions): Promise<Timer> {
  const { clock, monitor } = deps;
  const { triggered, schedule } = options;
  const name = triggered.fn.metadata.name;
  const before = options.useMonitor ? await monitor.read(name) : null;
  let nextMs = before === null ? schedule.nextMs(clock.nowMs()) : resumeMs(before, schedule);
  let status = before ?? { Last: NEVER, Next: new Date(nextMs).toISOString(), LastUpdated: NEVER };
  // Written before the first run, so that even the very first one can be found missing after a restart.
  if (options.useMonitor && before === null) await monitor.write(name, status);
  const pastDue = before !== null && nextMs < clock.nowMs();
  let cancel = () => {};
  let stopped = false;
  let running: Promise<void> = Promise.resolve();

  const invokeOnce = async (isPastDue: boolean): Promise<void> => {
    const info = {
      Schedule: { AdjustForDST: true },
      ScheduleStatus: options.useMonitor ? status : null,
      IsPastDue: isPastDue,
    };
    try {
      await deps.invoke(triggered.fn, { bindingName: triggered.bindingName, data: { json: JSON.stringify(info) } });
    } catch (error) {
      deps.log({ level: "error", event: "timer.failed", functionName: name, message: errorText(error) });
    }
  };

  /** Runs follow one another: the next one waits for the one before. */
  const run = (isPastDue: boolean, after: () => Promise<void>): Promise<void> => {
    // The run counts until its status is written and the next one is armed, not only while the function runs.
    const end = deps.activity.begin();
    running = running
      .then(() => invokeOnce(isPastDue))
      .then(after)
      .finally(end);
    return running;
  };

  const remember = async (lastMs: number): Promise<void> => {
    nextMs = schedule.nextMs(lastMs);
    const last = new Date(lastMs).toISOString();
    status = { Last: last, Next: new Date(nextMs).toISOString(), LastUpdated: last };
    if (options.useMonitor) await monitor.write(name, status);
  };

  const arm = (): void => {
    if (stopped) return;
    cancel = clock.schedule(nextMs, () => fire(false));
  };

  const fire = (isPastDue: boolean): Promise<void> => {
    const dueMs = nextMs;
    const firedMs = clock.nowMs();
    return run(isPastDue, async () => {
      // A timer of the machine may ring a moment early: the due time is then the later one, and it counts.
      await remember(isPastDue ? firedMs : Math.max(dueMs, clock.nowMs()));
      arm();
    });
  };

  if (pastDue || options.runOnStartup) void fire(pastDue);
  else arm();
  return {
    name,
    nextMs: () => nextMs,
    runNow: () => run(false, async () => {}),
    stop() {
      stopped = true;
      cancel();
    },
  };
}

/** Counted from the last run, because the schedule may have changed since the next one was written down. */
function resumeMs(status: TimerStatus, schedule: Schedule): number {
  return status.Last === NEVER ? Date.parse(status.Next) : schedule.nextMs(Date.parse(status.Last));
}
