import { type Checkout } from "./checkout.ts";
import { type Pushed, pushRefs, readRemote } from "./push.ts";
import { wipRefOf } from "./refs.ts";

const PUSH_TIMEOUT_MS = 5 * 60_000;
type Target = Pick<Checkout, "mirror" | "jobId" | "epoch">;

/**
 * Pushes work in progress to the grant's own ref. It needs no fence check: a factory that has lost the job writes
 * where no other grant ever does. A push whose answer was lost is recognised by what the remote has.
 */
export async function pushCheckpoint(target: Target, sha: string, lastSha: string | null): Promise<Pushed> {
  const ref = wipRefOf(target.jobId, target.epoch);
  const first = await pushRefs(target, [{ ref, sha, expectedSha: lastSha }], PUSH_TIMEOUT_MS);
  if (first.kind !== "rejected") return first;
  const there = (await readRemote(target, [ref])).get(ref) ?? null;
  if (there === sha) return { kind: "pushed" };
  if (there === lastSha) return first;
  return pushRefs(target, [{ ref, sha, expectedSha: there }], PUSH_TIMEOUT_MS);
}
