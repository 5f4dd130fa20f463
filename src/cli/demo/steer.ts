import { type FleetClient } from "#client/fleet-client.ts";
import { type Job } from "#contract/job.ts";
import { type JobAction } from "#contract/job-can.ts";

/** The operator's part: approve what is in review, ship what has been tested. */
export async function steer(fleet: FleetClient, jobs: readonly Job[]): Promise<void> {
  await Promise.all(
    jobs.map(async (job) => {
      const action = nextAction(job);
      if (action === null) return;
      // The key is made of what was seen, so that the same look at the job, repeated, is one action and not two.
      const opId = `demo-${action}-${job.leaseEpoch}-${job.rev}`;
      // A refusal or an outage needs no answer: the next look sees what became of it.
      await fleet.actOnJob({ params: { jobId: job.id, action }, body: { opId, note: "Looks good." } });
    }),
  );
}

function nextAction(job: Job): JobAction | null {
  if (job.stage === "review") return "approve";
  return job.stage === "testing" ? "ship" : null;
}
