import { expect, test } from "vitest";
import { wantsColour } from "#cli/terminal.ts";

test("[CL7] NO_COLOR is stronger than everything else", () => {
  expect(wantsColour({ NO_COLOR: "1", FORCE_COLOR: "1" }, true)).toBe(false);
  expect(wantsColour({ NO_COLOR: "" }, true)).toBe(true);
});

test("[CL7] without a wish there is colour on a terminal alone", () => {
  expect(wantsColour({}, true)).toBe(true);
  expect(wantsColour({}, false)).toBe(false);
  expect(wantsColour({ FORCE_COLOR: "1" }, false)).toBe(true);
  expect(wantsColour({ FORCE_COLOR: "0" }, true)).toBe(false);
});
