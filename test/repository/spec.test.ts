import { expect, test } from "vitest";
import { filesBelow, readTop } from "../support/source-files.ts";

const rules = [...readTop("SPEC.md").matchAll(/^- \*\*([A-Z]{2}\d+)\*\* (.+)$/gm)].map(
  ([, id = "", sentence = ""]) => ({
    id,
    sentence,
  }),
);
/** A title begins with the ids of its rules: `"[PR3] …"`, or `"[PR3][PR4] …"` for two. */
const cited = filesBelow("test").flatMap(({ path, text }) =>
  [...text.matchAll(/["'`]((?:\[[A-Z]{2}\d+\])+) /g)].flatMap(([, ids = ""]) =>
    [...ids.matchAll(/[A-Z]{2}\d+/g)].map(([id]) => ({ id, path })),
  ),
);
const known = new Set(rules.map(({ id }) => id));
const tested = new Set(cited.map(({ id }) => id));

test("[RP10] every rule has a test that carries its id", () => {
  expect(rules.length).toBeGreaterThan(100);
  expect(rules.filter(({ id }) => !tested.has(id)).map(({ id }) => id)).toEqual([]);
});

test("[RP10] every id that a test carries stands in the document", () => {
  const unknown = cited.filter(({ id }) => !known.has(id)).map(({ id, path }) => `${id} in ${path}`);
  expect([...new Set(unknown)]).toEqual([]);
});

test("[RP10] no id stands for two rules, and each rule is a sentence", () => {
  const ids = rules.map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(rules.filter(({ sentence }) => !/^\S.*\.$/.test(sentence)).map(({ id }) => id)).toEqual([]);
});

test("[RP10] every line of the list is read as a rule", () => {
  const lines = readTop("SPEC.md")
    .split("\n")
    .filter((line) => line.startsWith("- "));
  expect(lines).toHaveLength(rules.length);
});

test("[RP10] every test has the id of a rule", () => {
  // Titles are the first text in a call of test, of one of its tables, or of a parametrised suite.
  const nameless = filesBelow("test", /\.test\.tsx?$/).flatMap(({ path, text }) =>
    [...text.matchAll(/^ *test(?:\.each\([^\n]*\))?\(\s*["'`](?!\[[A-Z]{2}\d+\])([^"'`]*)/gm)].map(
      ([, title]) => `${path}: ${title}`,
    ),
  );
  expect(nameless).toEqual([]);
});
