import { type ProblemDocument } from "#contract/problem.ts";

/** The server's silence in the shape of its refusals, so that a caller has one thing to look at. */
export const unreachable = (why: string): ProblemDocument => ({
  type: "/problems/unreachable",
  code: "unreachable",
  title: "The coordinator cannot be reached",
  status: 0,
  detail: `Check the address and the network, then try again (${why}).`,
  requestId: "",
});
