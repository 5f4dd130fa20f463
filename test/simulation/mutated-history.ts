import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { type History } from "./history.ts";
import { groupBy } from "#contract/group-by.ts";
import { type Edit, type Mutation } from "./mutation.ts";

const SOURCE = resolve(import.meta.dirname, "../../src");
const ENTRY = resolve(import.meta.dirname, "history.ts");

/** The simulation on a product in which one thing is wrong: compiled anew from the product's own source. */
export async function withMutation<T>(
  mutation: Mutation,
  use: (runHistory: (seed: number) => Promise<History>) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "agf-mutation-"));
  const outfile = join(folder, "history.mjs");
  try {
    await build({
      entryPoints: [ENTRY],
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      conditions: ["source"],
      logLevel: "error",
      plugins: [mutating(mutation)],
    });
    const module: { runHistory(seed: number): Promise<History> } = await import(pathToFileURL(outfile).href);
    return await use((seed) => module.runHistory(seed));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function mutating({ edits }: Mutation): Plugin {
  return {
    name: "mutation",
    setup: (compiler) => {
      for (const [file, inFile] of groupBy(edits, (edit) => edit.file)) {
        const ending = new RegExp(`${file.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`);
        compiler.onLoad({ filter: ending }, () => ({
          contents: inFile.reduce(apply, readFileSync(join(SOURCE, file), "utf8")),
          loader: "ts",
        }));
      }
    },
  };
}

function apply(source: string, { file, find, replace }: Edit): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places to mutate, expected 1: ${find}`);
  return parts.join(replace);
}
