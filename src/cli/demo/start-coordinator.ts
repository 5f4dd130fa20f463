import * as z from "zod";
import { createFleetClient, type FleetClient } from "#client/fleet-client.ts";
import { NO_RETRY } from "#client/retry.ts";
import { type Demo } from "#cli/demo/demo.ts";
import { COORDINATOR_SETTINGS } from "#cli/demo/limits.ts";
import { type Child } from "#cli/demo/processes.ts";

const Ready = z.looseObject({
  ready: z.literal(true),
  url: z.url(),
  token: z.string(),
  productId: z.string(),
  dashboardUrl: z.url(),
});

export type Coordinator = {
  readonly child: Child;
  readonly url: string;
  readonly token: string;
  readonly productId: string;
  readonly dashboardUrl: string;
  /** Answers what is, at once: an outage is an answer too, because the demo makes one. */
  readonly fleet: FleetClient;
};

/** Starts the whole product as a process of its own and waits until it says that it is ready. */
export async function startCoordinator(demo: Demo, port: number): Promise<Coordinator> {
  demo.waitingFor("the coordinator to be ready");
  const child = await demo.processes.start({
    name: "coordinator",
    args: ["start", "--json", "--port", String(port), "--data", demo.dataFolder],
    cwd: demo.cwd,
    env: { ...demo.env, ...COORDINATOR_SETTINGS },
  });
  const { url, token, productId, dashboardUrl } = Ready.parse(JSON.parse(await child.firstLine));
  const fleet = createFleetClient({ baseUrl: url, token, productId, retry: NO_RETRY });
  return { child, url, token, productId, dashboardUrl, fleet };
}
