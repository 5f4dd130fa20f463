import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { aFolder } from "./a-folder.ts";

const IDENTITY = ["-c", "user.name=Test", "-c", "user.email=test@example.invalid"];

/** A bare repository with one commit on main, and what a test asks of it. */
export type Repository = {
  readonly url: string;
  readonly firstSha: string;
  readonly git: (...args: string[]) => string;
  /** What a ref points to, or null. */
  readonly at: (ref: string) => string | null;
  readonly show: (ref: string, path: string) => string;
  /** Somebody commits a file on a branch and pushes it. */
  readonly pushed: (branch: string, path: string, text: string) => Promise<string>;
};

export async function aRepository(): Promise<Repository> {
  const folder = await aFolder();
  const url = join(folder, "origin.git");
  run(folder, "init", "--quiet", "--bare", "-b", "main", url);
  const git = (...args: string[]) => run(url, ...args);
  const pushed = async (branch: string, path: string, text: string) => {
    const clone = join(folder, `clone-${Math.random()}`);
    run(folder, "clone", "--quiet", url, clone);
    if (branch !== "main") run(clone, "checkout", "--quiet", "-B", branch, `origin/${branch}`);
    await mkdir(dirname(join(clone, path)), { recursive: true });
    await writeFile(join(clone, path), text);
    run(clone, "add", "--all");
    run(clone, ...IDENTITY, "commit", "--quiet", "-m", `Write ${path}`);
    run(clone, "push", "--quiet", "origin", `HEAD:refs/heads/${branch}`);
    return run(clone, "rev-parse", "HEAD");
  };
  const firstSha = await pushed("main", "README.md", "first\n");
  const at = (ref: string) => {
    try {
      return git("rev-parse", "--verify", "--quiet", ref);
    } catch {
      return null;
    }
  };
  return { url, firstSha, git, at, show: (ref, path) => git("show", `${ref}:${path}`), pushed };
}

function run(folder: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trimEnd();
}
