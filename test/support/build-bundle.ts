import { execFile } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUNDLE = join(ROOT, "dist/functions/main.mjs");
/** The rings that the function app is made of, and what says how it is bundled. */
const SOURCES = ["scheduler", "contract", "domain", "application", "adapters", "functions"].map((ring) =>
  join(ROOT, "src", ring),
);
const RECIPES = ["esbuild.config.mjs", "package-lock.json"].map((name) => join(ROOT, name));

/** Bundles the function app before the tests that host it, unless it is newer than all that it is made of. */
export async function setup(): Promise<void> {
  const times = await Promise.all([...SOURCES.map(newestMs), ...RECIPES.map(changedMs)]);
  if ((await changedMs(BUNDLE)) > Math.max(...times)) return;
  await promisify(execFile)(process.execPath, ["esbuild.config.mjs"], { cwd: ROOT });
}

async function newestMs(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Math.max(0, ...(await Promise.all(files.map(({ parentPath, name }) => changedMs(join(parentPath, name))))));
}

/** 0 for a file that is not there. */
const changedMs = (file: string): Promise<number> =>
  stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
