import { expect, test } from "vitest";
import { createLiveLines } from "#cli/render/live-lines.ts";

const UP = "\u001B[1A\u001B[2K";

test("[CL14] live lines are painted again in place, and what is said stays above them", () => {
  let written = "";
  const live = createLiveLines({ out: (text) => void (written += text) });
  live.paint(["a", "b"]);
  expect(written).toBe("a\nb\n");
  written = "";
  live.say("something happened");
  expect(written).toBe(`${UP}${UP}something happened\na\nb\n`);
  written = "";
  live.paint(["a"]);
  live.paint([]);
  expect(written).toBe(`${UP}${UP}a\n${UP}`);
});
