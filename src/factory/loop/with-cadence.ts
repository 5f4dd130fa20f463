import { type Cadence } from "#contract/factory.ts";
import { cadenceFault } from "./cadence.ts";
import { type LoopEffect } from "./effect.ts";
import { EXIT } from "./exit-code.ts";
import { type LoopState } from "./state.ts";

/** Adopts what the server dictates. A cadence that cannot be kept ends the factory: it gives back what it holds. */
export function withCadence(state: LoopState, cadence: Cadence): readonly [LoopState, readonly LoopEffect[]] {
  const fault = cadenceFault(cadence);
  if (fault === null) return [{ ...state, cadence }, []];
  if (state.phase === "stopping") return [state, []];
  return [
    { ...state, phase: "stopping", exitCode: EXIT.cannotStart },
    [
      { type: "log", line: { event: "factory.cadence-refused", detail: fault } },
      { type: "interrupt-attempts", reason: "stop" },
    ],
  ];
}
