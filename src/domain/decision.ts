import { type EventFacts } from "#contract/event.ts";
import { type Problem } from "#contract/problem.ts";

/** What a pure decision says: the next state with the events that explain it, a refusal, or that nothing is to be done. */
export type Decision<State, Reason extends Problem> =
  | { readonly kind: "accept"; readonly next: State; readonly facts: readonly [EventFacts, ...EventFacts[]] }
  | { readonly kind: "refuse"; readonly problem: Reason }
  | { readonly kind: "skip" };

export const accept = <State>(next: State, ...facts: readonly [EventFacts, ...EventFacts[]]) =>
  ({ kind: "accept", next, facts }) as const;
export const refuse = <const Reason extends Problem>(problem: Reason) => ({ kind: "refuse", problem }) as const;
export const skip = () => ({ kind: "skip" }) as const;
