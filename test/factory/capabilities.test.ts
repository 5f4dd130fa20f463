import { expect, test } from "vitest";
import { Capabilities } from "#contract/capability.ts";
import { findCapabilities } from "#factory/capabilities.ts";
import { findTool } from "#factory/find-tool.ts";

const machine = { platform: "linux", arch: "x64", nodeVersion: "v20.20.2" };

test("[FW71] a factory offers its system, its Node, the tools and engines that it has, and what its operator adds", async () => {
  const found = await findCapabilities({
    machine,
    engines: ["shell"],
    extra: ["has:gpu", "os:linux"],
    hasTool: async (tool) => tool === "git",
  });
  expect(found).toEqual({
    offered: ["arch:x64", "engine:shell", "has:git", "has:gpu", "node:20", "os:linux"],
    malformed: [],
  });
  expect(Capabilities.safeParse(found.offered).success).toBe(true);
});

test.each([
  ["darwin", "os:macos"],
  ["win32", "os:windows"],
  ["freebsd", "os:freebsd"],
])("[FW71] %s is called %s", async (platform, token) => {
  const found = await findCapabilities({
    machine: { ...machine, platform },
    engines: [],
    extra: [],
    hasTool: async () => false,
  });
  expect(found.offered).toContain(token);
});

test("[FW71] tokens that break the grammar are handed back, not sent", async () => {
  const found = await findCapabilities({ machine, engines: [], extra: ["GPU", "has:gpu"], hasTool: async () => false });
  expect(found.malformed).toEqual(["GPU"]);
  expect(found.offered).toContain("has:gpu");
});

test("[FW71] a tool is there when the search path has an executable of that name", async () => {
  expect(await findTool("sh")).toMatch(/\/sh$/);
  expect(await findTool("no-such-tool-anywhere")).toBeNull();
});
