import { type LoopEffect } from "./effect.ts";
import { EXIT } from "./exit-code.ts";
import { type LoopState } from "./state.ts";

/** Nothing that this factory sends counts any more: it stops its engines and leaves with a code that says so. */
export function beRevoked(state: LoopState, detail: string): readonly [LoopState, readonly LoopEffect[]] {
  if (state.exitCode === EXIT.revoked) return [state, []];
  return [
    { ...state, phase: "stopping", exitCode: EXIT.revoked, heartbeatDueMs: Number.POSITIVE_INFINITY },
    [
      { type: "log", line: { event: "factory.revoked", detail } },
      { type: "interrupt-attempts", reason: "revoked" },
    ],
  ];
}
