import { expect, test } from "vitest";
import { extractScript } from "#factory/engines/script.ts";

const fence = "```";

test("[FW34] the first block marked sh, bash or shell is the script", () => {
  const body = ["Text", `${fence}json`, "{}", fence, `${fence}bash`, "one", fence, `${fence}sh`, "two", fence].join(
    "\n",
  );
  expect(extractScript(body)).toEqual({ text: "one\n", interpreter: "bash" });
});

test("[FW34] a body that starts with #! is a script as a whole, by its own interpreter", () => {
  const body = "\n#!/usr/bin/env node\nconsole.log(1)\n";
  expect(extractScript(body)).toEqual({ text: body.trimStart(), interpreter: null });
});

test.each(["", "no script", "```js\n1\n```", "```sh\nnever closed"])("[FW34] %j has no script", (body) => {
  expect(extractScript(body)).toBeNull();
});

test("[FW34] line ends of another system do no harm", () => {
  expect(extractScript("```shell title=x\r\necho 1\r\n```\r\n")).toEqual({ text: "echo 1\n", interpreter: "sh" });
});
