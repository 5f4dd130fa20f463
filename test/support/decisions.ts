import { type EventFacts } from "#contract/event.ts";
import { type Problem } from "#contract/problem.ts";
import { type Decision } from "#domain/decision.ts";

type Accepted<State> = { readonly next: State; readonly facts: readonly EventFacts[] };

/** The state that a decision accepted; any other answer fails the test with what it was. */
export function accepted<State>(decision: Decision<State, Problem>): Accepted<State> {
  if (decision.kind !== "accept") throw new Error(`expected an accept, got ${JSON.stringify(decision)}`);
  return decision;
}

/** The refusal that a decision gave. */
export function refusal(decision: Decision<unknown, Problem>): Problem {
  if (decision.kind !== "refuse") throw new Error(`expected a refusal, got ${decision.kind}`);
  return decision.problem;
}

export const typesOf = (facts: readonly EventFacts[]): string[] => facts.map(({ type }) => type);
