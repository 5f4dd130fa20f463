import fc from "fast-check";
import { expect, test } from "vitest";
import { MANIFEST_CHARS_MAX, type ManifestFault, parseManifest } from "#contract/manifest/parse-manifest.ts";

const faultsOf = (text: string): readonly ManifestFault[] => {
  const parsed = parseManifest(text);
  return parsed.ok ? [] : parsed.faults;
};
const fm = (...lines: readonly string[]) => ["---", ...lines, "---", "body", ""].join("\n");
type Row = readonly [why: string, text: string, line: number, pointer: string, detail: string | RegExp];

const NO_FRONT_MATTER = "expected front matter: a line of --- , fields, and a closing line of ---";
const TABLE: readonly Row[] = [
  ["no text at all", "", 1, "", NO_FRONT_MATTER],
  ["no front matter", "# Task\n", 1, "", NO_FRONT_MATTER],
  ["a blank line first", "\n---\ntitle: x\n---\n", 1, "", NO_FRONT_MATTER],
  ["a fence that is indented", " ---\ntitle: x\n---\n", 1, "", NO_FRONT_MATTER],
  ["a fence of four", "----\ntitle: x\n----\n", 1, "", NO_FRONT_MATTER],
  ["a fence that is never closed", "---\ntitle: x\nbody\n", 1, "", NO_FRONT_MATTER],
  ["nothing between the fences", "---\n---\nbody\n", 2, "/title", /expected string/],
  ["no title", fm("priority: high"), 2, "/title", /expected string/],
  ["an empty title", fm("attempts: 1", "title: ''"), 3, "/title", /1/],
  ["a title of spaces", fm("title: '   '"), 2, "/title", /1/],
  ["a title of 201 characters", fm(`title: ${"t".repeat(201)}`), 2, "/title", /200/],
  ["a title that is a number", fm("title: 7"), 2, "/title", /expected string/],
  ["a title that is a list", fm("title: [a]"), 2, "/title", /expected string/],
  ["a misspelt field", fm("title: x", "priorty: high"), 3, "/priorty", /priorty/],
  ["a field in the wrong case", fm("title: x", "Priority: high"), 3, "/Priority", /Priority/],
  ["an unknown field inside", fm("title: x", "budget:", "  eur: 3"), 4, "/budget/eur", /eur/],
  ["a priority that is none", fm("title: x", "priority: urgent"), 3, "/priority", /critical.*low/],
  ["a key with a space", fm("title: x", "key: a b"), 3, "/key", /1 to 80 characters/],
  ["a key of 81", fm("title: x", `key: ${"k".repeat(81)}`), 3, "/key", /1 to 80 characters/],
  ["a key that starts with a dot", fm("title: x", "key: .a"), 3, "/key", /1 to 80 characters/],
  ["a persona in capitals", fm("title: x", "persona: Engineer"), 3, "/persona", /build-engineer/],
  ["an engine with a slash", fm("title: x", "engine: a/b"), 3, "/engine", /shell or claude/],
  [
    "a capability without namespace",
    fm("title: x", "capabilities:", "  - os:linux", "  - docker"),
    5,
    "/capabilities/1",
    /namespace:value/,
  ],
  ["a capability in capitals", fm("title: x", "capabilities: ['OS:linux']"), 3, "/capabilities/0", /lower case/],
  [
    "65 capabilities",
    fm("title: x", `capabilities: [${Array.from({ length: 65 }, (_, n) => `n:${n}`).join(", ")}]`),
    3,
    "/capabilities",
    /64/,
  ],
  [
    "51 dependencies",
    fm("title: x", `deps: [${Array.from({ length: 51 }, (_, n) => `d${n}`).join(", ")}]`),
    3,
    "/deps",
    /50/,
  ],
  ["a dependency that is no reference", fm("title: x", "deps:", "  - a/b"), 4, "/deps/0", /.+/],
  ["a mode that is none", fm("title: x", "depsMode: some"), 3, "/depsMode", /all.*any/],
  ["a policy that is none", fm("title: x", "onDepFailure: retry"), 3, "/onDepFailure", /block.*ignore/],
  ["a repository without url", fm("title: x", "repo:", "  branch: main"), 4, "/repo/url", /expected string/],
  ["a repository that is a text", fm("title: x", "repo: https://x"), 3, "/repo", /expected object/],
  ["money below zero", fm("title: x", "budget:", "  usd: -1"), 4, "/budget/usd", /0/],
  ["money that is a text", fm("title: x", "budget:", "  usd: '1'"), 4, "/budget/usd", /expected number/],
  ["money that is no number", fm("title: x", "budget: { usd: .nan }"), 3, "/budget/usd", /number/],
  ["money without end", fm("title: x", "budget: { usd: .inf }"), 3, "/budget/usd", /number/],
  ["a day and a minute", fm("title: x", "budget: { wallMinutes: 1441 }"), 3, "/budget/wallMinutes", /1440/],
  ["no attempt", fm("title: x", "attempts: 0"), 3, "/attempts", /1/],
  ["21 attempts", fm("title: x", "attempts: 21"), 3, "/attempts", /20/],
  ["half an attempt", fm("title: x", "attempts: 1.5"), 3, "/attempts", /int/],
  ["six reviewers", fm("title: x", "reviewers: 6"), 3, "/reviewers", /5/],
  ["a kind that is none", fm("title: x", "kind: epic"), 3, "/kind", /task.*composite/],
  [
    "more to wait for than a job may",
    fm("title: x", "kind: composite", "deps: [a]", "children: 50"),
    5,
    "/children",
    /50/,
  ],
  [
    "21 labels",
    fm("title: x", `labels: [${Array.from({ length: 21 }, (_, n) => `l${n}`).join(", ")}]`),
    3,
    "/labels",
    /20/,
  ],
  ["an empty label", fm("title: x", "labels:", "  - ''"), 4, "/labels/0", /1/],
  ["a field twice", fm("title: x", "attempts: 1", "attempts: 2"), 4, "", /unique/],
  ["a bracket that is not closed", fm("title: x", "labels: [a, b"), 4, "", /.+/],
  ["a tab as indent", fm("title: x", "budget:", "\tusd: 1"), 4, "", /.+/],
  ["two texts in one line", fm("title: 'a' 'b'"), 2, "", /.+/],
  ["an alias without anchor", fm("title: *nothing"), 2, "", /nested aliases/],
  ["a list instead of fields", fm("- title: x"), 2, "/", /expected object/],
  ["a text instead of fields", fm("just words"), 2, "/", /expected object/],
];

test.each(TABLE)(
  "[MF2] %s is refused with its line, its field and what was expected",
  (_, text, line, pointer, detail) => {
    const [first] = faultsOf(text);
    expect(first).toMatchObject({ line, pointer });
    expect(first?.detail).toMatch(detail);
  },
);

test("[MF2] every fault is told, up to twenty of them", () => {
  const faults = faultsOf(fm("attempts: 0", "priority: urgent", "reviewers: 9"));
  expect(faults.map(({ line, pointer }) => [line, pointer])).toEqual([
    [2, "/title"],
    [3, "/priority"],
    [2, "/attempts"],
    [4, "/reviewers"],
  ]);
  const many = `labels: [${Array.from({ length: 20 }, () => "''").join(", ")}]`;
  expect(faultsOf(fm("attempts: 0", many))).toHaveLength(20);
});

test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
  "[MF3] a field named %s is refused and reaches no prototype",
  (name) => {
    for (const yaml of [`${name}: { polluted: true }`, `"${name}": { polluted: true }`, `budget: { ${name}: 1 }`]) {
      const parsed = parseManifest(fm("title: x", yaml));
      expect(parsed).toMatchObject({ ok: false });
      expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    }
  },
);

test("[MF3] merge keys and tags bring nothing in", () => {
  expect(faultsOf(fm("title: x", "<<: { attempts: 9 }"))[0]).toMatchObject({ line: 3 });
  expect(faultsOf(fm("title: !!js/function 'x'")).length).toBeGreaterThanOrEqual(0);
  expect(faultsOf(fm("title: !!binary aGk="))[0]).toMatchObject({ pointer: "/title" });
});

test("[MF3] nested aliases do not explode", () => {
  const bomb = ["a: &a [x,x,x,x,x,x,x,x,x]"];
  for (const [from, to] of ["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"].map((pair) => pair.split("")))
    bomb.push(`${to}: &${to} [${Array.from({ length: 9 }, () => `*${from}`).join(",")}]`);
  const startedAtMs = performance.now();
  expect(faultsOf(fm("title: x", ...bomb))).toEqual([
    { line: 2, pointer: "", detail: "expected plain fields without nested aliases" },
  ]);
  expect(performance.now() - startedAtMs).toBeLessThan(1_000);
});

test("[MF3] text, front matter and nesting are bounded", () => {
  const head = fm("title: x");
  expect(parseManifest(head + "b".repeat(MANIFEST_CHARS_MAX - head.length)).ok).toBe(true);
  expect(faultsOf(head + "b".repeat(MANIFEST_CHARS_MAX - head.length + 1))).toEqual([
    { line: 1, pointer: "", detail: "expected at most 512000 characters" },
  ]);
  expect(faultsOf(fm("title: x", `# ${"c".repeat(16_000)}`))[0]).toMatchObject({ line: 2, detail: /16000/ });
  const startedAtMs = performance.now();
  expect(faultsOf(fm(`labels: ${"[".repeat(7_000)}${"]".repeat(7_000)}`))).not.toEqual([]);
  expect(performance.now() - startedAtMs).toBeLessThan(2_000);
});

test("[MF3] parsing answers every text with fields or faults, and never throws", () => {
  const piece = fc.constantFrom(
    "---\n",
    "---",
    "\n",
    "\r\n",
    "title: x\n",
    "a: ",
    "[",
    "{",
    "&a ",
    "*a",
    "- ",
    "!!",
    "\t",
    ": ",
    "#",
    '"',
    "'",
    "|",
    ">",
    "\0",
    "\uFEFF",
    "%YAML 9\n",
    "? ",
    "<<: ",
  );
  const text = fc.array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 40 }).map((all) => all.join(""));
  fc.assert(
    fc.property(text, fc.boolean(), (middle, fenced) => {
      const parsed = parseManifest(fenced ? `---\n${middle}\n---\nbody` : middle);
      expect(parsed.ok || parsed.faults.length > 0).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test("[MF1] whatever the body is, it comes through as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 200 }), (body) => {
      const parsed = parseManifest(`---\ntitle: x\n---\n${body}`);
      expect(parsed).toMatchObject({ ok: true, bodyMd: body });
    }),
  );
});
