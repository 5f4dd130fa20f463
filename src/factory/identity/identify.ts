import { createFleetClient } from "#client/fleet-client.ts";
import { type FactoryDeps } from "#factory/factory-deps.ts";
import { type FactoryOptions } from "#factory/options.ts";
import { enrol } from "./enrol.ts";
import { type Identity, readIdentity } from "./identity.ts";

/** Who this factory is: from its folder, or by enrolling. Null, with a line in the log that says why, when it is nobody. */
export async function identify(
  options: FactoryOptions,
  deps: FactoryDeps,
  capabilities: readonly string[],
): Promise<Identity | null> {
  const known = await readIdentity(options.dataFolder);
  if (known !== null) {
    if (known.productId === options.productId) return known;
    options.log({ event: "factory.other-product", enrolledIn: known.productId, asked: options.productId });
    return null;
  }
  if (options.enrolmentCode === null) {
    options.log({ event: "factory.not-enrolled", detail: "Start it once with an enrolment code." });
    return null;
  }
  const client = createFleetClient({
    baseUrl: options.baseUrl,
    token: null,
    productId: options.productId,
    fetch: deps.fetch,
  });
  const enrolled = await enrol(
    client,
    { dataFolder: options.dataFolder, nowMs: deps.wallClockMs() },
    {
      code: options.enrolmentCode,
      name: options.name,
      capabilities,
      seatLimit: options.seats,
      version: options.version,
    },
  );
  if (enrolled.ok) return enrolled.identity;
  options.log({ event: "factory.enrolment-failed", code: enrolled.problem.code, detail: enrolled.problem.detail });
  return null;
}
