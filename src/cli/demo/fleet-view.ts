import { type FleetClient } from "#client/fleet-client.ts";
import { type Job } from "#contract/job.ts";
import { PAGE_LIMIT_MAX } from "#contract/page.ts";
import { type JobFile } from "#cli/demo/cast.ts";
import { type Demo } from "#cli/demo/demo.ts";
import { DemoFailure } from "#cli/demo/demo-failure.ts";
import { noteOf } from "#cli/demo/note-of.ts";
import { steer } from "#cli/demo/steer.ts";
import { type SubmittedJob } from "#cli/demo/submit-job.ts";
import { until } from "#cli/demo/until.ts";

export type FleetView = {
  readonly watch: (job: SubmittedJob) => void;
  readonly nameFactory: (factoryId: string, name: string) => void;
  /** Talks to the coordinator's next start. */
  readonly useFleet: (fleet: FleetClient) => void;
  /** Looks again and again, and does an operator's part meanwhile, until `ask` has an answer. */
  readonly until: <T>(what: string, ask: (jobs: Jobs) => T | null) => Promise<T>;
};
type Jobs = { readonly all: readonly Job[]; readonly of: (file: JobFile) => Job | null };

/** The jobs of this run as the API shows them, told to the person who watches whenever they change. */
export function createFleetView(demo: Demo, firstFleet: FleetClient): FleetView {
  let fleet = firstFleet;
  const watched: SubmittedJob[] = [];
  const names = new Map<string, string>();
  const look = async (): Promise<Jobs | null> => {
    const reply = await fleet.listJobs({ query: { limit: PAGE_LIMIT_MAX } });
    if (!reply.ok) return null;
    const byId = new Map(reply.value.items.map((job) => [job.id, job]));
    const all = watched.flatMap(({ jobId }) => byId.get(jobId) ?? []);
    demo.narrator.show(all.map((job) => ({ job, note: noteOf(job, names) })));
    const dead = all.find((job) => job.stage === "dead_letter");
    if (dead !== undefined)
      throw new DemoFailure(
        `${dead.title} (${dead.id}) failed for good: ${dead.outcome?.message ?? "nobody says why"}`,
      );
    await steer(fleet, all);
    return { all, of: (file) => byId.get(watched.find((job) => job.file === file)?.jobId ?? "") ?? null };
  };
  return {
    watch: (job) => void watched.push(job),
    nameFactory: (factoryId, name) => void names.set(factoryId, name),
    useFleet: (next) => {
      fleet = next;
    },
    until: (what, ask) =>
      until(demo, what, async () => {
        const jobs = await look();
        return jobs === null ? null : ask(jobs);
      }),
  };
}
