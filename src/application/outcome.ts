import { type Problem } from "#contract/problem.ts";

/** What a use case answers: the state asked for, or the one reason why not. */
export type Outcome<State, Reason extends Problem> =
  | { readonly ok: true; readonly state: State }
  | { readonly ok: false; readonly problem: Reason };

export const done = <State>(state: State) => ({ ok: true, state }) as const;
export const refused = <const Reason extends Problem>(problem: Reason) => ({ ok: false, problem }) as const;
