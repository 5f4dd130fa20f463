import { readdir, stat } from "node:fs/promises";
import { join, relative, sep } from "node:path";

/**
 * The files that `package.json` `main` means: it is a glob for the worker, with `*`, `**`, `?` and `{a,b}`.
 * Sorted by name within a folder; `node_modules` is never entered. Throws when nothing matches.
 */
export async function findEntryPoints(appFolder: string, main: string): Promise<readonly string[]> {
  const patterns = expandBraces(main.replace(/^\.\//, ""));
  const found = await Promise.all(patterns.map((pattern) => filesOf(appFolder, pattern)));
  const files = [...new Set(found.flat())];
  if (files.length === 0) throw new Error(`package.json "main": "${main}" matches no file in ${appFolder}.`);
  return files;
}

function expandBraces(pattern: string): readonly string[] {
  const brace = /\{([^{}]+)\}/.exec(pattern);
  if (brace === null) return [pattern];
  const before = pattern.slice(0, brace.index);
  const after = pattern.slice(brace.index + brace[0].length);
  return (brace[1] ?? "").split(",").flatMap((choice) => expandBraces(before + choice + after));
}

async function filesOf(appFolder: string, pattern: string): Promise<readonly string[]> {
  const wildcard = pattern.search(/[*?]/);
  if (wildcard < 0) {
    const file = join(appFolder, pattern);
    return (await isFile(file)) ? [file] : [];
  }
  const matches = globToRegExp(pattern);
  // Everything before the first wildcard is a plain folder: only that one is walked.
  const root = join(appFolder, pattern.slice(0, wildcard).replace(/[^/]*$/, ""));
  const files = await walk(root);
  return files.filter((file) => matches.test(relative(appFolder, file).split(sep).join("/")));
}

function globToRegExp(pattern: string): RegExp {
  const parts = pattern.split("/").map((part) => {
    if (part === "**") return "(?:.*/)?";
    const text = part.replaceAll(/[.+^$()|[\]\\{}]/g, String.raw`\$&`);
    return `${text.replaceAll("*", "[^/]*").replaceAll("?", "[^/]")}/`;
  });
  return new RegExp(`^${parts.join("").replace(/\/$/, "")}$`);
}

async function walk(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  const nested = await Promise.all(
    names.map(async (entry): Promise<readonly string[]> => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return [path];
      return entry.name === "node_modules" ? [] : walk(path);
    }),
  );
  return nested.flat();
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
