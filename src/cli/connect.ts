import { createFleetClient, type FleetClient } from "#client/fleet-client.ts";
import { type Context } from "#cli/context.ts";
import { resolveConfig } from "#cli/config.ts";
import { type ExitCode } from "#cli/exit-codes.ts";
import { refuse } from "#cli/refuse.ts";
import { readSession, type Session } from "#cli/session-file.ts";

/** Runs `then` with a client for the coordinator that this folder or the environment names. */
export async function withFleet(
  context: Context,
  then: (fleet: FleetClient, session: Session) => Promise<ExitCode>,
): Promise<ExitCode> {
  const config = resolveConfig(context.terminal.env, await readSession(context.terminal.cwd));
  if (!config.ok) return refuse(context, config.problem);
  const { session } = config;
  const fleet = createFleetClient({ baseUrl: session.url, token: session.token, productId: session.productId });
  return then(fleet, session);
}
