import { spawn } from "node:child_process";

type GitResult = { readonly ok: boolean; readonly stdout: string; readonly stderr: string };
type GitCall = {
  readonly folder: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The call is ended then, and counts as failed. */
  readonly timeoutMs?: number;
};

const TIMEOUT_MS = 10 * 60_000;
const OUTPUT_CHARS_MAX = 1_000_000;
/** An engine can write to the configuration that its work tree shares with ours: nothing there may run in our name. */
const SAFE_CONFIG = [
  "core.hooksPath=/dev/null",
  "core.fsmonitor=false",
  "commit.gpgSign=false",
  "gc.auto=0",
  "maintenance.auto=false",
  "protocol.ext.allow=never",
  "advice.detachedHead=false",
].flatMap((setting) => ["-c", setting]);

/** Runs git and never throws for what git says. It asks nobody for a password. */
export function git(call: GitCall): Promise<GitResult> {
  return new Promise((resolve) => {
    const child = spawn("git", [...SAFE_CONFIG, ...call.args], {
      cwd: call.folder,
      env: { ...ownEnvironment(), ...call.env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: Math.max(1, Math.floor(call.timeoutMs ?? TIMEOUT_MS)),
      killSignal: "SIGKILL",
    });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout = (stdout + text).slice(0, OUTPUT_CHARS_MAX);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-OUTPUT_CHARS_MAX);
    });
    child.on("error", (error) => resolve({ ok: false, stdout, stderr: error.message }));
    child.on("close", (code) => resolve({ ok: code === 0, stdout: stdout.trimEnd(), stderr: stderr.trimEnd() }));
  });
}

/** Git is unusable, which is no refusal that anybody could act on. */
export class GitError extends Error {
  override readonly name = "GitError";
}

/** The same for calls that have no business failing: throws `GitError` with what git said. */
export async function mustGit(call: GitCall): Promise<string> {
  const result = await git(call);
  if (result.ok) return result.stdout;
  throw new GitError(`git ${call.args[0] ?? ""}: ${lastLines(result.stderr)}`);
}

/** The settings of this program (its token, perhaps) are not git's business, nor that of what git starts. */
function ownEnvironment(): Record<string, string | undefined> {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("AGF_") && !name.startsWith("GIT_"));
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: "0", LC_ALL: "C" };
}

const SHOWN_LINES = 3;
export const lastLines = (text: string): string => text.trim().split("\n").slice(-SHOWN_LINES).join(" ");
