import { build } from "esbuild";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Bundles a fixture into one module that a plain `node` can run, with the repository's packages beside it. */
export async function bundleFixture(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`./fixtures/${name}.ts`, import.meta.url))],
    bundle: true,
    platform: "node",
    format: "esm",
    conditions: ["source"],
    packages: "external",
    alias: { "#local": fileURLToPath(new URL("../../../src/local", import.meta.url)) },
    outfile,
    logLevel: "error",
  });
  const packages = fileURLToPath(new URL("../../../node_modules", import.meta.url));
  await symlink(packages, join(folder, "node_modules"), "junction").catch(() => {});
  return outfile;
}

/** Runs a bundled fixture and resolves with its first line of output. */
export async function runFixture(
  file: string,
  args: readonly string[],
): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const { stdout } = child;
  if (stdout === null) throw new Error("The child has no output.");
  let text = "";
  for await (const chunk of stdout) {
    text += String(chunk);
    if (text.includes("\n")) break;
  }
  if (!text.includes("\n")) throw new Error(`The child ended without a line: ${text}`);
  return { child, line: text.slice(0, text.indexOf("\n")) };
}

/** Kills a child as a crash would, and waits until it is gone. */
export async function killHard(child: ChildProcess): Promise<void> {
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
