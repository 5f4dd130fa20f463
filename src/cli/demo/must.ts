import { type FleetReply } from "#client/fleet-client.ts";
import { DemoFailure } from "#cli/demo/demo-failure.ts";

/** The value of a reply that the demo cannot go on without. */
export async function must<T>(what: string, reply: Promise<FleetReply<T>>): Promise<T> {
  const answer = await reply;
  if (answer.ok) return answer.value;
  const { title, code, detail, requestId } = answer.problem;
  throw new DemoFailure(`${what}: ${title} (${code}${requestId === "" ? "" : `, request ${requestId}`}). ${detail}`);
}
