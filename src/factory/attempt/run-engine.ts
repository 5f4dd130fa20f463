import { type Engine, type EngineEvent, type EngineResult, type RunContext } from "#factory/engines/engine.ts";
import { type AttemptControl } from "./attempt-deps.ts";

/** Who ended the engine. `itself` carries what it came to; the others decide before the result is looked at. */
export type EngineEnd = {
  readonly by: "itself" | "lost" | "interrupted" | "wall-clock";
  readonly result: EngineResult;
};

type Watch = {
  readonly control: AttemptControl;
  readonly wallMs: number;
  readonly fencedGraceMs: number;
  readonly onEvent: (event: EngineEvent) => void;
};

/**
 * Runs the engine to its end. The first of the lease's loss, an interruption and the wall clock stops it, and is the
 * reason for good: a script that traps the signal and says 0 has not finished its work.
 */
export async function runEngine(engine: Engine, context: RunContext, watch: Watch): Promise<EngineEnd> {
  const { control } = watch;
  const run = engine.start(context);
  let by: EngineEnd["by"] = "itself";
  const timers: NodeJS.Timeout[] = [];
  const lose = () => {
    by = "lost";
    run.stop("cancel");
    timers.push(setTimeout(() => run.stop("kill"), watch.fencedGraceMs));
  };
  const stopFor = (reason: "interrupted" | "wall-clock") => () => {
    if (by === "itself") by = reason;
    run.stop("checkpoint");
  };
  const interrupt = stopFor("interrupted");
  timers.push(setTimeout(stopFor("wall-clock"), watch.wallMs));
  listen(control.lost, lose);
  listen(control.interrupted, interrupt);
  let result: EngineResult = { code: "killed", exitCode: null, message: "The engine ended without a word." };
  try {
    for await (const event of run.events) {
      if (event.type === "done") result = event.result;
      watch.onEvent(event);
    }
  } finally {
    for (const timer of timers) clearTimeout(timer);
    control.lost.removeEventListener("abort", lose);
    control.interrupted.removeEventListener("abort", interrupt);
  }
  return { by, result };
}

function listen(signal: AbortSignal, callback: () => void): void {
  if (signal.aborted) callback();
  else signal.addEventListener("abort", callback, { once: true });
}
