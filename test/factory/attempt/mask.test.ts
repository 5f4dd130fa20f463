import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createMask } from "#factory/attempt/mask.ts";
import { openRunLog } from "#factory/attempt/run-log.ts";
import { aFolder } from "../support/a-folder.ts";

test("[FW47] a secret is masked as it is and in base64; a short value is no secret", () => {
  const mask = createMask(["hunter22-and-more", "abc"]);
  const base64 = Buffer.from("hunter22-and-more").toString("base64");
  expect(mask(`x hunter22-and-more y ${base64} abc`)).not.toMatch(/hunter22|aHVudGVy/);
  expect(mask("abc")).toBe("abc");
});

test("[FW47] a secret of several lines is masked line by line, and one with quotes also as JSON writes it", () => {
  const mask = createMask(["-----BEGIN-----\nfirst-line-of-it\n", 'with"quotes"inside']);
  expect(mask("log: first-line-of-it")).toBe("log: ***");
  expect(mask(JSON.stringify({ line: 'with"quotes"inside' }))).toBe('{"line":"***"}');
});

test("[FW47] of two secrets where one holds the other, the longer is masked whole", () => {
  expect(createMask(["secret-1", "secret-1-longer"])("secret-1-longer")).toBe("***");
});

test("[FW49] a run's log is capped, and says so once", async () => {
  const path = join(await aFolder(), "log.ndjson");
  const log = openRunLog(
    path,
    (text) => text,
    () => 0,
    500,
  );
  for (let number = 0; number < 100; number++) log.write({ type: "log", stream: "stdout", line: `line ${number}` });
  await log.close();
  const text = await readFile(path, "utf8");
  expect(text.length).toBeLessThan(700);
  expect(text.match(/log-capped/g)).toHaveLength(1);
});

test("[FW49] a log that cannot be written ends nothing", async () => {
  const log = openRunLog(
    "/no/such/folder/log.ndjson",
    (text) => text,
    () => 0,
  );
  log.write({ type: "message", text: "hello" });
  await expect(log.close()).resolves.toBeUndefined();
});
