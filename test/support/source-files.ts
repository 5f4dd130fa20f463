import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export type SourceFile = { readonly path: string; readonly text: string };

/** The repository's files below a folder whose names match, by their path from the top; none where there is no folder. */
export const filesBelow = (folder: string, name: RegExp = /\.tsx?$/): readonly SourceFile[] =>
  entriesBelow(`${ROOT}${folder}`)
    .filter((entry) => entry.isFile() && name.test(entry.name))
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(ROOT.length).replace(/^\/+/, ""))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(`${ROOT}${path}`, "utf8") }));

const entriesBelow = (folder: string) =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];

export const readTop = (path: string): string => readFileSync(`${ROOT}${path}`, "utf8");
export const pathOf = (path: string): string => `${ROOT}${path}`;

const STATIC = /^\s*(?:import\s+(?:[\w*{},$\s]+\sfrom\s+)?|export\s+[\w*{},$\s]+\sfrom\s+)["']([^"'\n]+)["']/gm;
const DYNAMIC = /\bimport\(\s*["']([^"'\n]+)["']/g;

/** What a file imports: `import x from "y"`, `export x from "y"`, `import "y"` and `import("y")`. */
export const importsOf = ({ text }: SourceFile): readonly string[] =>
  [STATIC, DYNAMIC].flatMap((form) => [...text.matchAll(form)].map(([, name]) => name ?? ""));
