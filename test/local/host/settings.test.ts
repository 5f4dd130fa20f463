import { expect, test } from "vitest";
import { resolveSettings } from "#local/host/settings.ts";

test("[LA6] %NAME% is replaced by its app setting, and a missing one is named with its place", () => {
  process.env["SAMPLE_HUB"] = "hub";
  expect(resolveSettings("a-%SAMPLE_HUB%-b", "host.json")).toBe("a-hub-b");
  delete process.env["SAMPLE_HUB"];
  expect(() => resolveSettings("%SAMPLE_HUB%", "host.json")).toThrow(
    "host.json: the app setting SAMPLE_HUB is missing",
  );
});
