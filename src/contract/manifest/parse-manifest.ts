import { LineCounter, parseDocument, type Document } from "yaml";
import { Manifest } from "#contract/manifest/manifest.ts";

/** One fault of a manifest: where, which field, and what was expected. `line` counts from 1 in the whole text. */
export type ManifestFault = { readonly line: number; readonly pointer: string; readonly detail: string };
export type ParsedManifest =
  | { readonly ok: true; readonly manifest: Manifest; readonly bodyMd: string }
  | { readonly ok: false; readonly faults: readonly ManifestFault[] };

export const MANIFEST_CHARS_MAX = 512_000;
const FRONT_MATTER_CHARS_MAX = 16_000;
const FAULTS_MAX = 20;
const FENCE = "---";
// An alias may be used a few times; a bomb of nested aliases is refused by the parser.
const ALIASES_MAX = 10;

/** Reads `---`-fenced YAML front matter; `bodyMd` is what follows the closing fence, byte for byte. Never throws. */
export function parseManifest(text: string): ParsedManifest {
  if (text.length > MANIFEST_CHARS_MAX) return fault(1, "", `expected at most ${MANIFEST_CHARS_MAX} characters`);
  const parts = splitFrontMatter(text);
  if (parts === null) return fault(1, "", "expected front matter: a line of --- , fields, and a closing line of ---");
  if (parts.yaml.length > FRONT_MATTER_CHARS_MAX)
    return fault(2, "", `expected at most ${FRONT_MATTER_CHARS_MAX} characters of front matter`);
  const lines = new LineCounter();
  const document = parseDocument(parts.yaml, { lineCounter: lines, uniqueKeys: true, strict: true, logLevel: "error" });
  const [broken] = document.errors;
  if (broken !== undefined) return fault(lines.linePos(broken.pos[0]).line + 1, "", firstSentence(broken.message));
  const data = toPlain(document);
  if (data === undefined) return fault(2, "", "expected plain fields without nested aliases");
  const parsed = Manifest.safeParse(data);
  if (parsed.success) return { ok: true, manifest: parsed.data, bodyMd: parts.bodyMd };
  const faults = parsed.error.issues.slice(0, FAULTS_MAX).map((issue) => {
    const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
    return { line: lineOf(document, lines, path), pointer: `/${path.map(String).join("/")}`, detail: issue.message };
  });
  return { ok: false, faults };
}

function splitFrontMatter(text: string): { readonly yaml: string; readonly bodyMd: string } | null {
  const opening = /^\uFEFF?---[ \t]*\r?\n/.exec(text);
  if (opening === null) return null;
  const start = opening[0].length;
  for (let at = start; at < text.length;) {
    const end = text.indexOf("\n", at);
    const stop = end === -1 ? text.length : end;
    if (text.slice(at, stop).trimEnd() === FENCE)
      return { yaml: text.slice(start, at), bodyMd: text.slice(end === -1 ? stop : end + 1) };
    at = stop + 1;
  }
  return null;
}

function toPlain(document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: ALIASES_MAX }) ?? {};
  } catch {
    return undefined;
  }
}

/** The line of the deepest part of the path that exists: a missing field is reported at its parent. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    const offset = offsetOf(node);
    if (offset !== null) return lines.linePos(offset).line + 1;
  }
  return 2;
}

function offsetOf(node: unknown): number | null {
  if (typeof node !== "object" || node === null || !("range" in node)) return null;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : null;
}

const firstSentence = (message: string): string => message.split("\n")[0] ?? message;
const fault = (line: number, pointer: string, detail: string): ParsedManifest => ({
  ok: false,
  faults: [{ line, pointer, detail }],
});
