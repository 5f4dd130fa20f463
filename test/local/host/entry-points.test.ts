import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findEntryPoints } from "#local/host/entry-points.ts";
import { removeFolder, temporaryFolder } from "./support.ts";

let folder = "";

beforeAll(async () => {
  folder = await temporaryFolder();
  const files = ["index.js", "dist/main.mjs", "dist/functions/b.js", "dist/functions/a.js", "dist/x/y/c.js"];
  for (const file of [...files, "dist/functions/node_modules/z.js", "dist/a+b.js"]) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), "");
  }
});
afterAll(() => removeFolder(folder));

test.each([
  ["./index.js", ["index.js"]],
  ["dist/*.mjs", ["dist/main.mjs"]],
  ["dist/functions/*.js", ["dist/functions/a.js", "dist/functions/b.js"]],
  ["dist/{main.mjs,functions/*.js}", ["dist/main.mjs", "dist/functions/a.js", "dist/functions/b.js"]],
  ["dist/**/c.js", ["dist/x/y/c.js"]],
  ["dist/**/*.js", ["dist/a+b.js", "dist/functions/a.js", "dist/functions/b.js", "dist/x/y/c.js"]],
  ["dist/functions/?.js", ["dist/functions/a.js", "dist/functions/b.js"]],
  ["{index.js,index.js}", ["index.js"]],
])("[LA1] main %s names its files, and never those of packages", async (main, files) => {
  const found = await findEntryPoints(folder, main);
  expect(found.map((file) => relative(folder, file).split(sep).join("/"))).toEqual(files);
});

test("[LA1] a main that matches nothing is an error", async () => {
  await expect(findEntryPoints(folder, "nowhere/*.js")).rejects.toThrow('"nowhere/*.js" matches no file');
});
