import { EXIT } from "#cli/exit-codes.ts";
import { type Terminal } from "#cli/terminal.ts";

const IMPATIENT = 3;

/** The first SIGTERM or Ctrl-C aborts `drain`, the second `stop`; a third ends the process without another word. */
export function drainThenStop(terminal: Terminal): { readonly drain: AbortSignal; readonly stop: AbortSignal } {
  const drain = new AbortController();
  const stop = new AbortController();
  let asked = 0;
  const ask = () => {
    asked += 1;
    if (asked >= IMPATIENT) process.exit(EXIT.interrupted);
    if (asked === 1) terminal.err("Finishing what is held; once more to give it back at once.\n");
    (asked === 1 ? drain : stop).abort();
  };
  terminal.onSignal("SIGTERM", ask);
  terminal.onSignal("SIGINT", ask);
  return { drain: drain.signal, stop: stop.signal };
}

/** Resolves with the first SIGTERM or Ctrl-C; a second one ends the process without waiting for anything. */
export function untilStopped(terminal: Terminal): Promise<void> {
  return new Promise((resolve) => {
    let asked = 0;
    const ask = () => {
      asked += 1;
      if (asked > 1) process.exit(EXIT.interrupted);
      resolve();
    };
    terminal.onSignal("SIGTERM", ask);
    terminal.onSignal("SIGINT", ask);
  });
}
