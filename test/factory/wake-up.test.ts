import { expect, test } from "vitest";
import { liveGroups } from "#contract/live.ts";
import { aServer } from "../local/web-pubsub/support.ts";
import { aFactory } from "./support/a-factory.ts";
import { ScriptedCoordinator } from "./support/scripted-coordinator.ts";
import { script } from "./support/script.ts";

const NEVER_MS = 600_000;

test("[FW60] a message in the wake group makes the factory ask for work at once", async () => {
  const { service, urlFor } = await aServer();
  const coordinator = await ScriptedCoordinator.start();
  coordinator.cadence = { ...coordinator.cadence, claimAnywaySec: NEVER_MS };
  coordinator.live = () => urlFor({ roles: [`webpubsub.joinLeaveGroup.${liveGroups.wake("demo")}`] });
  const factory = await aFactory(coordinator, { pollMs: NEVER_MS });
  await factory.logged("wake-up.connected");
  await coordinator.until(() => coordinator.made("claimJob").length > 0);
  const jobId = coordinator.submit({ bodyMd: script("true") });
  await service.group(liveGroups.wake("demo")).sendToAll({ type: "wake", productId: "demo" });
  await coordinator.until(() => coordinator.job(jobId).outcome);
  expect(coordinator.job(jobId).stage).toBe("review");
});

test("[FW60] without a live connection the factory works by polling, and says once why it has to", async () => {
  const coordinator = await ScriptedCoordinator.start();
  const factory = await aFactory(coordinator);
  await factory.logged("wake-up.unavailable");
  const jobId = coordinator.submit({ bodyMd: script("true") });
  await coordinator.until(() => coordinator.job(jobId).outcome);
  expect(factory.lines.filter(({ event }) => event === "wake-up.unavailable")).toHaveLength(1);
});
