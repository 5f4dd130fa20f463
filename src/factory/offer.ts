import { findCapabilities } from "#factory/capabilities.ts";
import { type Engine } from "#factory/engines/engine.ts";
import { findTool } from "#factory/find-tool.ts";
import { type FactoryOptions } from "#factory/options.ts";

/** The engines that are wanted and work here, by id. */
export async function usableEngines(
  options: FactoryOptions,
  engines: readonly Engine[],
): Promise<ReadonlyMap<string, Engine>> {
  const wanted = engines.filter(({ id }) => options.engines.length === 0 || options.engines.includes(id));
  const probed = await Promise.all(wanted.map(async (engine) => ({ engine, probe: await engine.probe() })));
  for (const { engine, probe } of probed)
    options.log({ event: "engine.probed", engine: engine.id, available: probe.available, detail: probe.detail });
  return new Map(probed.flatMap(({ engine, probe }) => (probe.available ? [[engine.id, engine] as const] : [])));
}

/** What the coordinator is told, or null when the operator's own tokens break the grammar. */
export async function offeredBy(
  options: FactoryOptions,
  engines: ReadonlyMap<string, Engine>,
): Promise<readonly string[] | null> {
  const { offered, malformed } = await findCapabilities({
    machine: { platform: process.platform, arch: process.arch, nodeVersion: process.version },
    engines: [...engines.keys()],
    extra: options.capabilities,
    hasTool: async (tool) => (await findTool(tool)) !== null,
  });
  if (malformed.length === 0) return offered;
  options.log({ event: "factory.malformed-capabilities", tokens: malformed.join(" ") });
  return null;
}
