import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { parseManifest } from "#contract/manifest/parse-manifest.ts";
import { BUILDER, DEMO_LABEL, HELPER, PARTICULAR_FILE } from "#cli/demo/cast.ts";
import { readManifests } from "#cli/demo/read-manifests.ts";
import { tailorManifest } from "#cli/demo/tailor-manifest.ts";

const run = promisify(execFile);
const examples = await readManifests();

test("[DM1] the example jobs are these", () => {
  const rows = examples.map(({ manifest }) => [
    manifest.key,
    manifest.priority,
    manifest.kind,
    manifest.reviewers,
    [...manifest.deps, ...(manifest.parent === undefined ? [] : [manifest.parent])].join(" "),
    manifest.capabilities.join(" "),
  ]);
  expect(rows).toEqual([
    ["measures-tables", "critical", "task", 1, "", "has:git"],
    ["measures-format", "normal", "task", 1, "", "has:git"],
    ["measures-tests", "high", "task", 0, "", "has:node-tests"],
    ["measures-verify", "high", "task", 1, "measures-format measures-tables", "has:git"],
    ["measures-release", "normal", "composite", 1, "", "has:git"],
    ["measures-changelog", "normal", "task", 0, "measures-release", "has:git"],
    ["measures-api", "normal", "task", 0, "measures-release", "has:docs"],
    ["measures-licences", "normal", "task", 0, "measures-release", "has:git"],
  ]);
});

test("[DM1] a job that is referred to is submitted first", () => {
  const known = new Set<string>();
  for (const { manifest } of examples) {
    for (const ref of [...manifest.deps, manifest.parent ?? []].flat()) expect([...known]).toContain(ref);
    known.add(manifest.key ?? "");
  }
});

test("[DM1] the composite expects as many children as there are", () => {
  const composite = examples.find(({ manifest }) => manifest.kind === "composite")?.manifest;
  const children = examples.filter(({ manifest }) => manifest.parent === composite?.key);
  expect(children).toHaveLength(composite?.children ?? 0);
});

test("[DM1] every job has a repository, the demo's label, an engine that is here and a script that sh can read", async () => {
  for (const { manifest, bodyMd } of examples) {
    expect(manifest).toMatchObject({ engine: "shell", repo: { branch: "main" }, labels: [DEMO_LABEL] });
    const script = /```sh\n([\s\S]*?)```/.exec(bodyMd)?.[1] ?? "";
    expect(script).toMatch(/^set -eu\n/);
    await run("sh", ["-n", "-c", script]);
    expect(script).not.toMatch(/\bsleep\b/);
  }
});

test("[DM1] one job can run on one factory only", () => {
  const particular = examples.find(({ file }) => file === PARTICULAR_FILE)?.manifest.capabilities ?? [];
  expect(particular.every((capability) => BUILDER.capabilities.includes(capability))).toBe(true);
  expect(particular.some((capability) => HELPER.capabilities.includes(capability))).toBe(false);
});

test("[DM2] a run of the demo changes keys, references among the examples and the repository, and nothing else", () => {
  const text =
    "---\ntitle: T\nkey: a\nparent: b\ndeps: [c, elsewhere]\nrepo: { url: x, branch: dev }\nlabels: [demo]\n---\n";
  const parsed = parseManifest(text);
  if (!parsed.ok) throw new Error("The manifest of this test is broken.");
  const tailored = tailorManifest(parsed.manifest, {
    suffix: "7",
    repoUrl: "file:///r.git",
    keys: new Set(["a", "b", "c"]),
  });
  expect(tailored).toEqual({
    ...parsed.manifest,
    key: "a-7",
    parent: "b-7",
    deps: ["c-7", "elsewhere"],
    repo: { url: "file:///r.git", branch: "dev" },
  });
});

test("[DM2] what a manifest does not have is not added", () => {
  const parsed = parseManifest("---\ntitle: T\n---\n");
  if (!parsed.ok) throw new Error("The manifest of this test is broken.");
  const tailored = tailorManifest(parsed.manifest, { suffix: "7", repoUrl: "file:///r.git", keys: new Set() });
  expect(tailored).toEqual(parsed.manifest);
});
