import { Capability } from "#contract/capability.ts";

/** Tools worth advertising: what jobs ask for most. Anything else is named by the operator as an extra capability. */
const TOOLS = ["git", "docker", "gh", "python3", "go", "cargo", "java"] as const;
const OPERATING_SYSTEMS: Readonly<Record<string, string>> = { darwin: "macos", win32: "windows" };

type Machine = { readonly platform: string; readonly arch: string; readonly nodeVersion: string };
type Finding = {
  readonly machine: Machine;
  readonly engines: readonly string[];
  readonly extra: readonly string[];
  /** Whether a program of that name can be run here. */
  readonly hasTool: (tool: string) => Promise<boolean>;
};
export type Capabilities = { readonly offered: readonly string[]; readonly malformed: readonly string[] };

/** What this machine offers, in the grammar of the contract, sorted. Extra tokens that break the grammar are handed back. */
export async function findCapabilities(finding: Finding): Promise<Capabilities> {
  const { machine } = finding;
  const present = await Promise.all(TOOLS.map(async (tool) => ((await finding.hasTool(tool)) ? [`has:${tool}`] : [])));
  const own = [
    `os:${OPERATING_SYSTEMS[machine.platform] ?? machine.platform}`,
    `arch:${machine.arch}`,
    `node:${machine.nodeVersion.replace(/^v/, "").split(".")[0] ?? "0"}`,
    ...present.flat(),
    ...finding.engines.map((engine) => `engine:${engine}`),
  ];
  const malformed = finding.extra.filter((token) => !Capability.safeParse(token).success);
  const offered = new Set([...own, ...finding.extra].filter((token) => !malformed.includes(token)));
  return { offered: [...offered].sort(), malformed };
}
