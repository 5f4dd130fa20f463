import { createFleetClient, type FleetClient, type FleetReply } from "#client/fleet-client.ts";

/** Where a fleet under measurement answers, and the administrator's token for it. */
export type BenchFleet = { readonly url: string; readonly token: string; readonly productId: string };

const FACTS = { capabilities: ["engine:shell"], version: "1.0.0" };
const SEATS = 64;

export const clientOf = ({ url, token, productId }: BenchFleet): FleetClient =>
  createFleetClient({ baseUrl: url, token, productId });

/** The value of a reply. A benchmark that is refused measures nothing, so it ends. */
export function must<T>(reply: FleetReply<T>): T {
  if (!reply.ok) throw new Error(`The benchmark was refused: ${JSON.stringify(reply.problem)}`);
  return reply.value;
}

/** A factory that has enrolled and beaten once: the client that it works with. */
export async function enrolWorker(fleet: BenchFleet, name: string): Promise<FleetClient> {
  const { code } = must(await clientOf(fleet).createEnrolmentCode({ body: { name } }));
  const facts = { ...FACTS, seatLimit: SEATS };
  const enrolled = must(
    await clientOf(fleet).enrolFactory({ body: { code, enrolmentId: `bench-${name}`, name, ...facts } }),
  );
  const client = clientOf({ ...fleet, token: enrolled.token });
  must(await client.heartbeat({ body: { ...facts, bootId: 1, health: "ok", load: 0, draining: false } }));
  return client;
}

export const manifestOf = (title: string): string => `---\ntitle: ${title}\n---\nA task of ordinary length.\n`;

export const DONE = { code: "done", message: "All of it.", sha: null, branch: null, exitCode: 0 };
