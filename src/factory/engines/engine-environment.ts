import { type RunContext } from "./engine.ts";

/** What engines inherit. Everything else stays here, the factory's token first of all. */
const INHERITED = [
  "PATH",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  "USER",
  "LOGNAME",
  "SHELL",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
];

/** The environment of an engine: an allow-list, a home and a scratch folder of its own, and what it needs to know. */
export function engineEnvironment(
  inherited: Readonly<Record<string, string | undefined>>,
  context: RunContext,
): Record<string, string> {
  const kept = INHERITED.flatMap((name) => {
    const value = inherited[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const { resume } = context;
  return {
    ...Object.fromEntries(kept),
    ...context.passEnv,
    HOME: `${context.scratchFolder}/home`,
    TMPDIR: `${context.scratchFolder}/tmp`,
    GIT_TERMINAL_PROMPT: "0",
    AGF_JOB_ID: context.jobId,
    AGF_RUN_ID: context.runId,
    AGF_EPOCH: String(context.epoch),
    AGF_RESUMED: resume === null ? "0" : "1",
    AGF_CHECKPOINT_SUMMARY: resume?.summary ?? "",
    AGF_CHECKPOINT_SHA: resume?.sha ?? "",
    AGF_SESSION: resume?.sessionRef ?? "",
  };
}
