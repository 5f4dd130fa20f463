import { expect, test } from "vitest";
import { allows } from "#local/web-pubsub/roles.ts";

test("[LW10] a bare role covers every group, a named one its own group only", () => {
  expect(allows(new Set(["webpubsub.sendToGroup"]), "sendToGroup", "any")).toBe(true);
  expect(allows(new Set(["webpubsub.sendToGroup.a"]), "sendToGroup", "a")).toBe(true);
  expect(allows(new Set(["webpubsub.sendToGroup.a"]), "sendToGroup", "b")).toBe(false);
});

test("[LW10] joining and sending are separate permissions", () => {
  expect(allows(new Set(["webpubsub.sendToGroup"]), "joinLeaveGroup", "a")).toBe(false);
});

test("[LW10] a singular role is literal, only the plural one is a pattern", () => {
  expect(allows(new Set(["webpubsub.joinLeaveGroup.a*"]), "joinLeaveGroup", "ab")).toBe(false);
  expect(allows(new Set(["webpubsub.joinLeaveGroup.a*"]), "joinLeaveGroup", "a*")).toBe(true);
  expect(allows(new Set(["webpubsub.joinLeaveGroups.a*"]), "joinLeaveGroup", "ab")).toBe(true);
  expect(allows(new Set(["webpubsub.joinLeaveGroups.a"]), "joinLeaveGroup", "a")).toBe(true);
});
