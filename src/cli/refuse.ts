import { type ProblemDocument } from "#contract/problem.ts";
import { type Context } from "#cli/context.ts";
import { exitCodeOf, type ExitCode } from "#cli/exit-codes.ts";
import { renderProblem } from "#cli/render/problem.ts";

/** Says why it did not work, on stderr (as one line of JSON for programs), and gives the exit code that says it too. */
export function refuse(context: Context, problem: ProblemDocument): ExitCode {
  context.terminal.err(context.json ? `${JSON.stringify(problem)}\n` : renderProblem(problem, context.terminal.colour));
  return exitCodeOf(problem);
}
