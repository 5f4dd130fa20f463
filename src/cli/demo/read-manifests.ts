import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseManifest } from "#contract/manifest/parse-manifest.ts";
import { type Manifest } from "#contract/manifest/manifest.ts";
import { JOB_FILES, type JobFile } from "#cli/demo/cast.ts";
import { DemoFailure } from "#cli/demo/demo-failure.ts";

export type ExampleJob = { readonly file: JobFile; readonly manifest: Manifest; readonly bodyMd: string };

// The same three steps up from src/cli/demo and from dist/cli/demo.
const EXAMPLES = new URL("../../../examples/", import.meta.url);
export const libraryFolder = (): string => fileURLToPath(new URL("library/", EXAMPLES));

/** The example jobs in the order in which they are submitted. */
export function readManifests(): Promise<readonly ExampleJob[]> {
  return Promise.all(
    JOB_FILES.map(async (file) => {
      const parsed = parseManifest(await readFile(new URL(`jobs/${file}`, EXAMPLES), "utf8"));
      if (parsed.ok) return { file, manifest: parsed.manifest, bodyMd: parsed.bodyMd };
      const [fault] = parsed.faults;
      throw new DemoFailure(`examples/jobs/${file}, line ${fault?.line ?? 1}: ${fault?.detail ?? "it cannot be read"}`);
    }),
  );
}
