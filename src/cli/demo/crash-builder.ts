import { type FleetClient } from "#client/fleet-client.ts";
import { BUILDING_FILE } from "#cli/demo/cast.ts";
import { type Demo } from "#cli/demo/demo.ts";
import { type FleetView } from "#cli/demo/fleet-view.ts";
import { CHECKPOINTS_BEFORE_CRASH } from "#cli/demo/limits.ts";
import { type StartedFactory } from "#cli/demo/start-factory.ts";
import { until } from "#cli/demo/until.ts";

export type Crash = { readonly jobId: string; readonly epoch: number };

/** Kills the factory in the middle of its work: it has kept some checkpoints and is not done. */
export async function crashBuilder(
  demo: Demo,
  fleet: FleetClient,
  { view, builder }: { readonly view: FleetView; readonly builder: StartedFactory },
): Promise<Crash> {
  const { name } = builder.part;
  const crash = await view.until(`${name} to build the tables`, ({ of }) => {
    const job = of(BUILDING_FILE);
    return job?.lease?.holderFactoryId === builder.factoryId ? { jobId: job.id, epoch: job.leaseEpoch } : null;
  });
  await until(demo, `${name} to keep ${CHECKPOINTS_BEFORE_CRASH} checkpoints`, async () => {
    await view.until(`${name} to keep a checkpoint`, ({ of }) => of(BUILDING_FILE)?.checkpoint ?? null);
    const reply = await fleet.listEvents({ params: { jobId: crash.jobId } });
    const kept = reply.ok ? reply.value.items.filter((event) => event.type === "job.checkpointed") : [];
    return kept.length >= CHECKPOINTS_BEFORE_CRASH ? kept : null;
  });
  await builder.child.crash();
  demo.narrator.say(`${name} was killed (SIGKILL) while it built. Its lease has to run out first.`);
  return crash;
}

/** Waits until another factory has the job, under a higher epoch. */
export async function awaitTakeover(
  { view, demo }: { readonly view: FleetView; readonly demo: Demo },
  crash: Crash,
  helper: StartedFactory,
): Promise<void> {
  const job = await view.until(`${helper.part.name} to take the tables over`, ({ of }) => {
    const seen = of(BUILDING_FILE);
    return seen?.lease?.holderFactoryId === helper.factoryId && seen.leaseEpoch > crash.epoch ? seen : null;
  });
  const from = job.checkpoint === null ? "the start" : `the checkpoint “${job.checkpoint.summary}”`;
  demo.narrator.say(`${helper.part.name} goes on from ${from}: epoch ${crash.epoch} became ${job.leaseEpoch}.`);
}
