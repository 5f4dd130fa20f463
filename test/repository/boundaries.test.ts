import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { filesBelow, importsOf, pathOf, type SourceFile } from "../support/source-files.ts";

/** Which rings each ring may import, and which packages: the whole architecture in one table. */
const MAY: Readonly<Record<string, { readonly rings: readonly string[]; readonly packages: RegExp | null }>> = {
  scheduler: { rings: [], packages: null },
  contract: { rings: [], packages: /^(zod|zod-openapi|yaml)$/ },
  domain: { rings: ["contract", "scheduler"], packages: null },
  application: { rings: ["domain", "contract", "scheduler"], packages: null },
  adapters: {
    rings: ["application", "domain", "contract", "scheduler"],
    packages: /^(node:|@azure\/|durable-functions$|zod$)/,
  },
  functions: {
    rings: ["adapters", "application", "domain", "contract", "scheduler"],
    packages: /^(node:|@azure\/|durable-functions$|zod$)/,
  },
  local: { rings: ["contract", "adapters", "functions"], packages: /./ },
  client: { rings: ["contract"], packages: /^(zod$|@azure\/web-pubsub-client$)/ },
  factory: { rings: ["client", "contract", "scheduler"], packages: /^(node:|zod$|yaml$|@azure\/web-pubsub-client$)/ },
  cli: {
    rings: ["client", "contract", "factory", "local", "tui"],
    packages: /^(node:|zod$|commander$|yaml$|@azure\/)/,
  },
  tui: { rings: ["client", "contract"], packages: /^(node:|zod$)/ },
  dashboard: {
    rings: ["client", "contract", "scheduler"],
    packages: /^(preact|@preact\/|zod$|@azure\/web-pubsub-client$)/,
  },
};
/** The bench measures the scheduler itself. */
const EXCEPTIONS: readonly { readonly below: string; readonly ring: string }[] = [
  { below: "src/cli/bench/", ring: "scheduler" },
];

const sources = filesBelow("src");
const tests = filesBelow("test");
const ringOf = ({ path }: SourceFile): string => path.split("/")[1] ?? "";

function forbidden(file: SourceFile): readonly string[] {
  const ring = ringOf(file);
  const may = MAY[ring];
  return importsOf(file).filter((name) => {
    if (may === undefined) return true;
    if (name.startsWith("./")) return false;
    if (name.startsWith("../")) return true;
    const target = /^#([^/]+)\//.exec(name)?.[1];
    if (target === undefined) return may.packages?.test(name) !== true;
    return (
      target !== ring &&
      !may.rings.includes(target) &&
      !EXCEPTIONS.some((each) => file.path.startsWith(each.below) && each.ring === target)
    );
  });
}

test("[RP2] the look at the imports sees all of them", () => {
  const text =
    'import { a } from "#domain/a.ts";\nimport "node:fs";\nexport { b } from "./b.ts";\nconst c = import("zod");\n';
  expect(importsOf({ path: "", text })).toEqual(["#domain/a.ts", "node:fs", "./b.ts", "zod"]);
  expect(sources.length).toBeGreaterThan(200);
});

test("[RP2] no import goes against the direction of the rings, and each ring has only its own packages", () => {
  const wrong = sources.flatMap((file) => forbidden(file).map((name) => `${file.path} imports ${name}`));
  expect(wrong).toEqual([]);
});

test("[RP2] a planted import against the rings is seen", () => {
  const planted = (path: string, name: string) => forbidden({ path, text: `import { x } from "${name}";\n` });
  expect(planted("src/domain/x.ts", "#application/deps.ts")).not.toEqual([]);
  expect(planted("src/domain/x.ts", "zod")).not.toEqual([]);
  expect(planted("src/contract/x.ts", "#scheduler/index.ts")).not.toEqual([]);
  expect(planted("src/application/x.ts", "node:fs")).not.toEqual([]);
  expect(planted("src/client/x.ts", "#domain/x.ts")).not.toEqual([]);
  expect(planted("src/cli/x.ts", "#scheduler/index.ts")).not.toEqual([]);
  expect(planted("src/cli/bench/x.ts", "#scheduler/index.ts")).toEqual([]);
  expect(planted("src/domain/x/y.ts", "../z.ts")).not.toEqual([]);
});

test("[RP3] the scheduler, the dashboard, the contract and the client run in a browser: nothing there is of node", () => {
  const rings = new Set(["scheduler", "dashboard", "contract", "client"]);
  const wrong = sources.filter(
    (file) => rings.has(ringOf(file)) && importsOf(file).some((name) => name.startsWith("node:")),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test("[RP4] a test imports nothing from outside of the repository and nothing of the sources but by its alias", () => {
  const wrong = tests.flatMap((file) =>
    importsOf(file)
      .filter((name) => name.startsWith("."))
      .map((name) => join(dirname(file.path), name))
      .filter((target) => !target.startsWith("test/"))
      .map((target) => `${file.path} imports ${target}`),
  );
  expect(wrong).toEqual([]);
});

test("[RP4] an import of a file says its extension", () => {
  const wrong = [...sources, ...tests].flatMap((file) =>
    importsOf(file)
      .filter((name) => /^[#.]/.test(name) && !/\.(tsx?|css|mjs|json)$/.test(name))
      .map((name) => `${file.path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
  expect(pathOf("src")).toMatch(/src$/);
});
