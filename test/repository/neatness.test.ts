import { expect, test } from "vitest";
import { filesBelow, type SourceFile } from "../support/source-files.ts";

const LINES_MAX = 400;
const TEST_LINES_MAX = 300;
const MEDIAN_MAX = 100;

const sources = filesBelow("src");
/** This file names what it looks for, so it does not look at itself. */
const tests = filesBelow("test").filter(({ path }) => path !== "test/repository/neatness.test.ts");
const linesOf = ({ text }: SourceFile): number => text.split("\n").length - 1;
const longer = (files: readonly SourceFile[], max: number) =>
  files.filter((file) => linesOf(file) > max).map((file) => `${file.path}: ${linesOf(file)} lines`);
const withText = (files: readonly SourceFile[], pattern: RegExp) =>
  files.flatMap(({ path, text }) =>
    text.split("\n").flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${line.trim()}`] : [])),
  );

test("[RP7] no source file is longer than 400 lines, no test longer than 300, and half of the sources are under 100", () => {
  expect(longer(sources, LINES_MAX)).toEqual([]);
  expect(longer(tests, TEST_LINES_MAX)).toEqual([]);
  const lengths = sources.map(linesOf).toSorted((a, b) => a - b);
  expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(MEDIAN_MAX);
});

test("[RP7] nothing is typed as any, and nothing is left to be done", () => {
  const unfinished = /\b(TODO|FIXME|XXX|HACK)\b/;
  expect(withText(sources, /(:\s*any\b|\bas any\b|<any>|\bany\[\])(?=\s*(?:[;,)>=|[\]}]|$))/)).toEqual([]);
  expect(withText([...sources, ...tests], unfinished)).toEqual([]);
});

test("[RP7] the console is the command line's alone, but for the one place that hands log lines to the host", () => {
  const lines = withText(sources, /\bconsole[.[]/).filter((line) => !line.startsWith("src/cli/"));
  expect(lines).toEqual([expect.stringMatching(/^src\/functions\/compose\.ts:/)]);
});

test("[RP7] no test is skipped or alone, and no module is mocked", () => {
  const skipping = /\b(test|it|describe)\.(skip|only|fails|todo)\b|\bvi\.mock\(/;
  expect(withText(tests, skipping)).toEqual([]);
});

test("[RP8] the repository stands alone: it names no path of the machine that it was written on", () => {
  const texts = [...sources, ...tests, ...filesBelow("infra", /./), ...filesBelow("examples", /\.(md|json|ts|mjs)$/)];
  const machine = /\/work\/|\/root\/|\.\.\/shared|DESIGN\.md|prototypes\//;
  expect(withText(texts, machine)).toEqual([]);
});

test("[RP8] names of files are in kebab-case", () => {
  const odd = [...sources, ...tests].filter(({ path }) => !/^([a-z0-9.-]+\/)*[a-z0-9.-]+$/.test(path));
  expect(odd.map(({ path }) => path)).toEqual([]);
});
