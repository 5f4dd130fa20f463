/** Time as the local services see it: read it, or ask to be called at a moment of it. */
export type Clock = Readonly<{
  nowMs(): number;
  /**
   * Runs `run` once at `atMs` (epoch milliseconds; at once when that is past) and returns a cancel.
   * A promise that `run` returns is part of the moment: a virtual clock waits for it before time moves on.
   */
  schedule(atMs: number, run: () => void | Promise<void>): () => void;
}>;

/** The clock of tests: time stands still until it is advanced. */
export type VirtualClock = Clock & Readonly<{ advance(ms: number): Promise<void> }>;

/** The longest delay that one Node timer can hold; a longer wait is cut into steps. */
const TIMER_MAX_MS = 2_147_483_000;

/** The machine's own time. `onError` hears a scheduled promise that rejects. */
export function createSystemClock(onError: (error: unknown) => void): Clock {
  const nowMs = () => Date.now();
  const schedule = (atMs: number, run: () => void | Promise<void>) => {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const waitMs = Math.max(0, atMs - nowMs());
      timer = setTimeout(() => (waitMs > TIMER_MAX_MS ? arm() : start(run, onError)), Math.min(waitMs, TIMER_MAX_MS));
    };
    arm();
    return () => clearTimeout(timer);
  };
  return { nowMs, schedule };
}

function start(run: () => void | Promise<void>, onError: (error: unknown) => void): void {
  // The async wrapper turns a synchronous throw into a rejection, so that both end in one place.
  const running = (async () => await run())();
  running.catch(onError);
}

type Appointment = Readonly<{ atMs: number; order: number; run: () => void | Promise<void> }>;

/** A clock that starts at `startMs` and moves only by `advance`, which runs what falls due in order and awaits it. */
export function createVirtualClock(startMs: number): VirtualClock {
  let currentMs = startMs;
  let order = 0;
  let advancing: Promise<void> = Promise.resolve();
  const appointments = new Set<Appointment>();

  const nextDue = (untilMs: number): Appointment | undefined => {
    let first: Appointment | undefined;
    for (const candidate of appointments) {
      if (candidate.atMs > untilMs) continue;
      const earlier = first === undefined || candidate.atMs < first.atMs;
      if (earlier || (candidate.atMs === first?.atMs && candidate.order < first.order)) first = candidate;
    }
    return first;
  };

  const advanceNow = async (ms: number) => {
    const untilMs = currentMs + ms;
    for (let due = nextDue(untilMs); due !== undefined; due = nextDue(untilMs)) {
      appointments.delete(due);
      currentMs = Math.max(currentMs, due.atMs);
      // oxlint-disable-next-line no-await-in-loop -- time passes in order: what is due first ends first
      await due.run();
    }
    currentMs = untilMs;
  };

  return {
    nowMs: () => currentMs,
    schedule(atMs, run) {
      const appointment = { atMs, order: order++, run };
      appointments.add(appointment);
      return () => appointments.delete(appointment);
    },
    advance(ms) {
      // Two callers advance one after the other: time has one direction and one speed.
      advancing = advancing.catch(() => {}).then(() => advanceNow(ms));
      return advancing;
    },
  };
}
