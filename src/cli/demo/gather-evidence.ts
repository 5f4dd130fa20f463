import { type FleetClient } from "#client/fleet-client.ts";
import { type FleetEvent } from "#contract/fleet-event.ts";
import { BUILDING_FILE, JOB_FILES } from "#cli/demo/cast.ts";
import { type Evidence, type JobEvidence } from "#cli/demo/evidence.ts";
import { commitOf, isAncestor } from "#cli/demo/make-repository.ts";
import { must } from "#cli/demo/must.ts";
import { type SubmittedJob } from "#cli/demo/submit-job.ts";

const EVENTS_MAX = 500;

type Sources = {
  readonly fleet: FleetClient;
  readonly repositoryFolder: string;
  readonly submitted: readonly SubmittedJob[];
  readonly names: ReadonlyMap<string, string>;
};

/** Asks the API and the repository for everything that the verdict needs, after the fact. */
export async function gatherEvidence(
  sources: Sources,
  seen: Pick<Evidence, "fencedCode" | "coordinatorRestarts">,
): Promise<Evidence> {
  const jobs = await Promise.all(sources.submitted.map((one) => evidenceOf(sources, one)));
  const tables = jobs.find((one) => one.file === BUILDING_FILE);
  const resumedSha = tables === undefined ? null : resumedFrom(tables.events);
  const shippedSha = tables?.job.outcome?.sha ?? null;
  return {
    ...seen,
    jobs,
    jobsExpected: JOB_FILES.length,
    keptCheckpoint:
      resumedSha === null || shippedSha === null
        ? null
        : await isAncestor(sources.repositoryFolder, resumedSha, shippedSha),
  };
}

async function evidenceOf(sources: Sources, { file, jobId }: SubmittedJob): Promise<JobEvidence> {
  const params = { jobId };
  const [{ job }, { items: events, lastSeq }, { items: runs }, branchSha] = await Promise.all([
    must(`${jobId} cannot be read`, sources.fleet.getJob({ params })),
    must(
      `The events of ${jobId} cannot be read`,
      sources.fleet.listEvents({ params, query: { after: 0, limit: EVENTS_MAX } }),
    ),
    must(`The runs of ${jobId} cannot be read`, sources.fleet.listRuns({ params })),
    commitOf(sources.repositoryFolder, `refs/heads/agf/${jobId}`),
  ]);
  const factories = runs.map((run) => sources.names.get(run.factoryId) ?? run.factoryId);
  return { file, job, events, lastSeq, branchSha, factories };
}

/** The commit from which the last attempt went on; null when it began at the beginning. */
function resumedFrom(events: readonly FleetEvent[]): string | null {
  const claim = events.findLast((event) => event.type === "job.claimed");
  const sha = claim?.data["resumedFromSha"];
  return typeof sha === "string" ? sha : null;
}
