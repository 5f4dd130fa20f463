import { type FleetClient } from "#client/fleet-client.ts";
import { PAGE_LIMIT_MAX } from "#contract/page.ts";
import { hasEnded } from "#contract/stage.ts";
import { DEMO_LABEL } from "#cli/demo/cast.ts";
import { must } from "#cli/demo/must.ts";

/** Ends what an interrupted demo left in the queue: its repository is of another run, and it would be claimed first. */
export async function cancelLeftovers(fleet: FleetClient, newKey: () => string): Promise<number> {
  const listed = fleet.listJobs({ query: { limit: PAGE_LIMIT_MAX } });
  const { items } = await must("The jobs cannot be listed", listed);
  const leftovers = items.filter((job) => job.labels.includes(DEMO_LABEL) && !hasEnded(job.stage));
  await Promise.all(
    leftovers.map((job) => {
      const body = { opId: newKey(), note: "Left over from an earlier demo." };
      return must(
        `The old job ${job.title} cannot be cancelled`,
        fleet.actOnJob({ params: { jobId: job.id, action: "cancel" }, body }),
      );
    }),
  );
  return leftovers.length;
}
