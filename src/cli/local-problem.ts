import { type ProblemDocument } from "#contract/problem.ts";

/** A refusal that was found here, before anything was asked of the coordinator, in the shape of the coordinator's. */
export const localProblem = (code: string, title: string, detail: string): ProblemDocument => ({
  type: `/problems/${code}`,
  code,
  title,
  status: 0,
  detail,
  requestId: "",
});
