import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { beforeEach, expect, test } from "vitest";
import { commitOf, gitIn, isAncestor, makeRepository } from "#cli/demo/make-repository.ts";
import { libraryFolder } from "#cli/demo/read-manifests.ts";
import { roughen } from "#cli/demo/roughen.ts";

const run = promisify(execFile);
let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "agf-demo-"));
});

test("[DM4] the repository has a history, and ends with files that want formatting", async () => {
  const { folder: bare, url } = await makeRepository(folder);
  expect(url).toBe(pathToFileURL(bare).href);
  expect((await gitIn(bare, ["log", "--format=%s", "main"])).split("\n")).toHaveLength(3);
  const untidy = await gitIn(bare, ["show", "main:src/convert.js"]);
  expect(untidy).toMatch(/\r\n/);
  expect(untidy).toMatch(/^\t/m);
  const head = await commitOf(bare, "refs/heads/main");
  expect(head).toMatch(/^[0-9a-f]{40}$/);
  expect(await commitOf(bare, "refs/heads/nobody")).toBeNull();
  const first = await gitIn(bare, ["rev-list", "--max-parents=0", "main"]);
  expect(await isAncestor(bare, first, head!)).toBe(true);
  expect(await isAncestor(bare, head!, first)).toBe(false);
});

test("[DM4] the library's formatter undoes exactly what the demo did to the files", async () => {
  await cp(libraryFolder(), folder, { recursive: true });
  const file = join(folder, "src/convert.js");
  const tidy = await readFile(file, "utf8");
  expect(roughen(tidy)).not.toBe(tidy);
  await writeFile(file, roughen(tidy));
  await expect(run("node", ["tools/format.mjs", "--check", "src/convert.js"], { cwd: folder })).rejects.toMatchObject({
    code: 1,
  });
  await run("node", ["tools/format.mjs", "src/convert.js"], { cwd: folder });
  expect(await readFile(file, "utf8")).toBe(tidy);
});

test("[DM4] a table that is there is kept when its list has not changed, and built again when it has", async () => {
  await cp(libraryFolder(), folder, { recursive: true });
  await run("mkdir", ["-p", "src/tables"], { cwd: folder });
  const build = (...more: string[]) =>
    run("node", ["tools/build-table.mjs", "data/mass.txt", "src/tables/mass.js", ...more], { cwd: folder });
  await expect(build("--check")).rejects.toMatchObject({ code: 1 });
  await build("--seconds", "0.05");
  await build("--check");
  await writeFile(
    join(folder, "data/mass.txt"),
    `${await readFile(join(folder, "data/mass.txt"), "utf8")}slug 14.5939\n`,
  );
  await expect(build("--check")).rejects.toMatchObject({ code: 1 });
});
