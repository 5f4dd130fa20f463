import { chmod, mkdir, mkdtemp, readdir, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { beforeEach, expect, test } from "vitest";
import { readSession, secretFiles, sessionPath, writeSession } from "#cli/session-file.ts";

const session = { url: "http://127.0.0.1:7071", token: "secret", productId: "demo" };
let cwd = "";
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), "agf-session-"));
});

test("[CL2] only its owner can read the session", async () => {
  const path = await writeSession(cwd, session);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readSession(cwd)).toEqual({ kind: "session", session });
});

test("[CL2] a file that everybody could read is closed when it is written again", async () => {
  await mkdir(dirname(sessionPath(cwd)), { recursive: true });
  await writeFile(sessionPath(cwd), "{}");
  await chmod(sessionPath(cwd), 0o644);
  await writeSession(cwd, session);
  expect((await stat(sessionPath(cwd))).mode & 0o777).toBe(0o600);
  expect(await readdir(dirname(sessionPath(cwd)))).toEqual(["session.json"]);
});

test("[CL2] no file is no session, and a broken one is told apart from none", async () => {
  expect(await readSession(cwd)).toEqual({ kind: "none" });
  await writeSession(cwd, session);
  await writeFile(sessionPath(cwd), "{");
  expect(await readSession(cwd)).toMatchObject({ kind: "unreadable", why: "it is not JSON" });
  await writeFile(sessionPath(cwd), JSON.stringify({ ...session, url: 7 }));
  expect(await readSession(cwd)).toMatchObject({ kind: "unreadable", path: sessionPath(cwd) });
});

test("[CL18] the session is among what a factory hides from its engines", async () => {
  const path = await writeSession(cwd, session);
  expect(secretFiles(cwd)).toEqual([path, join(cwd, ".gigafactory", "admin-token")]);
});
