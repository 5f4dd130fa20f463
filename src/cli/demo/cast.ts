/** The factories of the demo: what they offer beyond what they find on the machine. */
export type Part = { readonly name: string; readonly seats: number; readonly capabilities: readonly string[] };

export const BUILDER: Part = { name: "forge-1", seats: 1, capabilities: ["has:node-tests"] };
export const HELPER: Part = { name: "forge-2", seats: 2, capabilities: ["has:docs"] };
export const CAST: readonly Part[] = [BUILDER, HELPER];

/** The job whose factory is killed. It is submitted while the builder is alone, so the builder has it. */
export const BUILDING_FILE = "build-tables.md";
/** Only the builder offers what this job needs. */
export const PARTICULAR_FILE = "run-tests.md";

/** In this order: a job that is referred to comes before those that refer to it. */
export const JOB_FILES = [
  BUILDING_FILE,
  "format-sources.md",
  PARTICULAR_FILE,
  "verify-tables.md",
  "release.md",
  "release-changelog.md",
  "release-api-index.md",
  "release-licences.md",
] as const;
export type JobFile = (typeof JOB_FILES)[number];

/** Every job of the demo has it, so that the next demo finds what an interrupted one left behind. */
export const DEMO_LABEL = "demo";
