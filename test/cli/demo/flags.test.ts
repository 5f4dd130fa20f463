import { expect, test } from "vitest";
import { parseFlags } from "#cli/demo/flags.ts";

test("[DM5] without flags the demo keeps the dashboard open and takes a free port", () => {
  expect(parseFlags([])).toEqual({
    ok: true,
    flags: { exit: false, json: false, help: false, data: ".gigafactory", port: 0 },
  });
  expect(parseFlags(["--exit", "--json", "--data", "x", "--port", "7071"])).toMatchObject({
    ok: true,
    flags: { exit: true, json: true, data: "x", port: 7071 },
  });
});

test("[DM5] what it does not know is refused with the name", () => {
  expect(parseFlags(["--exti"])).toMatchObject({ ok: false, why: expect.stringContaining("--exti") });
  expect(parseFlags(["--port", "x"])).toMatchObject({ ok: false, why: expect.stringContaining("--port") });
  expect(parseFlags(["extra"])).toMatchObject({ ok: false });
});
