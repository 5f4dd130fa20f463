import { type Checkout } from "./checkout.ts";
import { git, GitError, lastLines } from "./git.ts";

/** `rejected` is the remote's answer; `unreachable` is none: the push may have taken effect. */
export type Pushed =
  | { readonly kind: "pushed" }
  | { readonly kind: "rejected" | "unreachable"; readonly detail: string };

export type RefUpdate = {
  readonly ref: string;
  readonly sha: string;
  /** What the remote must still have there; null when the ref must not exist. */
  readonly expectedSha: string | null;
};

/** Moves all refs or none, each only from the value that was seen: what nobody here has seen is never overwritten. */
export async function pushRefs(
  checkout: Pick<Checkout, "mirror">,
  updates: readonly RefUpdate[],
  timeoutMs: number,
): Promise<Pushed> {
  const leases = updates.map(({ ref, expectedSha }) => `--force-with-lease=${ref}:${expectedSha ?? ""}`);
  const specs = updates.map(({ ref, sha }) => `${sha}:${ref}`);
  const atomic = updates.length > 1 ? ["--atomic"] : [];
  const args = ["push", "--porcelain", "--no-verify", ...atomic, ...leases, "origin", ...specs];
  const result = await git({ folder: checkout.mirror, args, timeoutMs });
  if (result.ok) return { kind: "pushed" };
  const answered = result.stdout.split("\n").filter((line) => line.startsWith("!"));
  return answered.length > 0
    ? { kind: "rejected", detail: lastLines(answered.join("\n")) }
    : { kind: "unreachable", detail: lastLines(result.stderr) };
}

/** What the remote has at these refs (patterns allowed). Throws `GitError` when it cannot be asked. */
export async function readRemote(
  checkout: Pick<Checkout, "mirror">,
  refs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const result = await git({ folder: checkout.mirror, args: ["ls-remote", "origin", ...refs] });
  if (!result.ok) throw new GitError(`git ls-remote: ${lastLines(result.stderr)}`);
  const lines = result.stdout.split("\n").filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const [sha = "", ref = ""] = line.split("\t");
      return [ref, sha] as const;
    }),
  );
}
