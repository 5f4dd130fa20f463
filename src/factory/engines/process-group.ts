import { type StopLadder, type StopMode } from "./engine.ts";

type Rung = { readonly signal: "SIGINT" | "SIGTERM" | "SIGKILL"; readonly graceMs: number };

/** Signals a whole process group; false when nothing of it is left. */
export function signalGroup(leaderPid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(-leaderPid, signal);
  } catch {
    return false;
  }
}

/** Which signals, and how long each is given. The last one needs no grace: nothing survives it. */
function rungsOf(mode: StopMode, ladder: StopLadder): readonly Rung[] {
  const kill: Rung = { signal: "SIGKILL", graceMs: 0 };
  const terminate: Rung = { signal: "SIGTERM", graceMs: ladder.terminateGraceMs };
  const interrupt: Rung = { signal: "SIGINT", graceMs: ladder.interruptGraceMs };
  switch (mode) {
    case "kill":
      return [kill];
    case "cancel":
      return [terminate, kill];
    case "checkpoint":
      return [interrupt, terminate, kill];
  }
}

export type Climb = { readonly stop: (mode: StopMode) => void; readonly leaderExited: () => void };

/**
 * Stops a process group rung by rung: an engine that listens can end its work well, one that does not is killed, with
 * all that it started. A harder mode may overtake a softer one; a softer one changes nothing any more.
 */
export function createClimb(leaderPid: number, ladder: StopLadder): Climb {
  const order: readonly StopMode[] = ["checkpoint", "cancel", "kill"];
  let reached = -1;
  let timer: NodeJS.Timeout | undefined;
  let exited = false;
  const climb = (rungs: readonly Rung[]) => {
    clearTimeout(timer);
    const [rung, ...rest] = rungs;
    if (rung === undefined || exited) return;
    signalGroup(leaderPid, rung.signal);
    timer = setTimeout(() => climb(rest), rung.graceMs);
  };
  return {
    stop: (mode) => {
      const rank = order.indexOf(mode);
      if (exited || rank <= reached) return;
      reached = rank;
      climb(rungsOf(mode, ladder));
    },
    leaderExited: () => {
      exited = true;
      clearTimeout(timer);
      // What the leader left running would go on in a folder that is about to be somebody else's.
      signalGroup(leaderPid, "SIGKILL");
    },
  };
}
