import { spawn } from "node:child_process";
import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

export type Command = { readonly program: string; readonly args: readonly string[] };
/** Wraps a command so that it cannot read what belongs to the factory or to its operator. */
export type Isolate = (command: Command) => Promise<Command>;

/** Where people and tools keep what lets them push, deploy or pay. */
const OPERATOR_SECRETS = [
  ".ssh",
  ".aws",
  ".azure",
  ".kube",
  ".gnupg",
  ".netrc",
  ".npmrc",
  ".git-credentials",
  ".config/gh",
  ".config/git",
  ".config/gcloud",
  ".docker/config.json",
];
const PROBE_TIMEOUT_MS = 5_000;

/**
 * A namespace of its own for users and mounts, in which the hidden paths are empty; then a second one inside, so that
 * what covers them cannot be taken away. Being of another user namespace, the engine may not look into the factory
 * through /proc either: not at its environment, its open files or its memory.
 */
const HIDE_AND_RUN = [
  "set -e",
  "uid=$1 gid=$2 count=$3",
  "shift 3",
  'while [ "$count" -gt 0 ]; do',
  '  if [ -d "$1" ]; then mount -t tmpfs -o ro,size=4k,mode=0755 none "$1"; else mount --bind /dev/null "$1"; fi',
  "  shift",
  "  count=$((count - 1))",
  "done",
  'exec unshare --user --map-user="$uid" --map-group="$gid" --mount -- "$@"',
].join("\n");

export const operatorSecrets = (home = homedir()): readonly string[] =>
  OPERATOR_SECRETS.map((path) => join(home, path));

/** No wrapping at all: what the engine's user can read, the engine can read. */
export const noIsolation: Isolate = (command) => Promise.resolve(command);

/** Hides those of the paths that exist when the engine starts. */
export const isolateByNamespaces =
  (hidden: readonly string[]): Isolate =>
  async ({ program, args }) => {
    const there = await Promise.all(hidden.map(async (path) => ((await exists(path)) ? [path] : [])));
    const paths = there.flat();
    const ids = [process.getuid?.() ?? 0, process.getgid?.() ?? 0, paths.length].map(String);
    const inner = ["sh", "-c", HIDE_AND_RUN, "sh", ...ids, ...paths, program, ...args];
    return { program: "unshare", args: ["--user", "--map-root-user", "--mount", "--", ...inner] };
  };

/** Whether this machine lets it: tried once, with a folder that is hidden for nobody to see. */
export async function canIsolate(folder: string): Promise<boolean> {
  const { program, args } = await isolateByNamespaces([folder])({ program: "true", args: [] });
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "ignore", timeout: PROBE_TIMEOUT_MS });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
