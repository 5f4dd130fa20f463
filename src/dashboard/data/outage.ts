import { type FleetReply } from "#client/fleet-client.ts";
import { type ProblemDocument } from "#contract/problem.ts";

/** Null while the coordinator answers. `sinceMs` is the first failure of this outage. */
export type Outage = { readonly sinceMs: number; readonly problem: ProblemDocument } | null;

const SERVER_FAULT_MIN = 500;

/** An outage is no answer or a fault of the server's own; a refusal is an answer, and ends it. */
export function noteReply(outage: Outage, reply: FleetReply<unknown>, nowMs: number): Outage {
  if (reply.ok) return null;
  const { status, code } = reply.problem;
  const isDown = (status === 0 || status >= SERVER_FAULT_MIN) && code !== "live-unavailable";
  if (!isDown) return null;
  return { sinceMs: outage?.sinceMs ?? nowMs, problem: reply.problem };
}
