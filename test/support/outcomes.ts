import { type Outcome } from "#application/outcome.ts";
import { type Problem } from "#contract/problem.ts";

/** The state that a use case answered; a refusal fails the test with what it was. */
export function stateOf<State>(outcome: Outcome<State, Problem>): State {
  if (!outcome.ok) throw new Error(`expected a state, got ${JSON.stringify(outcome.problem)}`);
  return outcome.state;
}

/** The problem that a use case answered. */
export function problemOf(outcome: Outcome<unknown, Problem>): Problem {
  if (outcome.ok) throw new Error("expected a refusal, got a state");
  return outcome.problem;
}
