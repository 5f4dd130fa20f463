import { type Demo } from "#cli/demo/demo.ts";
import { DemoFailure } from "#cli/demo/demo-failure.ts";
import { type FleetView } from "#cli/demo/fleet-view.ts";
import { type Coordinator, startCoordinator } from "#cli/demo/start-coordinator.ts";

const BUILDS_BEFORE_CRASH = 2;

/** Kills the coordinator while two jobs build, and starts it again on the same data and port. */
export async function restartCoordinator(demo: Demo, view: FleetView, coordinator: Coordinator): Promise<Coordinator> {
  const building = await view.until("two jobs to build at the same time", ({ all }) => {
    if (all.every((job) => job.stage === "shipped"))
      throw new DemoFailure("The jobs were done before two of them built at the same time.");
    const jobs = all.filter((job) => job.stage === "building");
    return jobs.length >= BUILDS_BEFORE_CRASH ? jobs : null;
  });
  await coordinator.child.crash();
  demo.narrator.say(`The coordinator was killed (SIGKILL) while ${building.length} jobs build. The factories go on.`);
  const again = await startCoordinator(demo, Number(new URL(coordinator.url).port));
  view.useFleet(again.fleet);
  demo.narrator.say("The coordinator is back, on the same data and port.");
  return again;
}
