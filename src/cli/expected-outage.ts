import { type ProblemDocument } from "#contract/problem.ts";
import { localProblem } from "#cli/local-problem.ts";

/** Errors whose message is a sentence for a person, "what: what to do", and the code that a program gets for each. */
const CODES: Readonly<Record<string, string>> = {
  PortTakenError: "port-taken",
  DataFolderHeldError: "data-folder-held",
};
const PARTING = ": ";

/** The refusal that such an error is; null for every other error, which is a bug. */
export function expectedOutage(error: Error): ProblemDocument | null {
  if ("code" in error && error.code === "EADDRINUSE")
    return localProblem("port-taken", error.message, "Stop whoever has it, or choose another port with --port.");
  const code = CODES[error.name];
  if (code === undefined) return null;
  const at = error.message.lastIndexOf(PARTING);
  if (at === -1) return localProblem(code, error.message, "Run it again with --debug.");
  const next = error.message.slice(at + PARTING.length);
  return localProblem(code, error.message.slice(0, at), next.charAt(0).toUpperCase() + next.slice(1));
}
