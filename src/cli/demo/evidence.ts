import { type FleetEvent } from "#contract/fleet-event.ts";
import { type Job } from "#contract/job.ts";
import { type JobFile } from "#cli/demo/cast.ts";

/** What is known of one job at the end, from the API and from the repository. */
export type JobEvidence = {
  readonly file: JobFile;
  readonly job: Job;
  /** Its whole stream, asked for from the beginning, and the number that the API says is the last. */
  readonly events: readonly FleetEvent[];
  readonly lastSeq: number;
  /** The commit of the branch `agf/<jobId>` in the bare repository; null when there is no such branch. */
  readonly branchSha: string | null;
  /** The factories that held it, by name, in the order of the grants. */
  readonly factories: readonly string[];
};

export type Evidence = {
  readonly jobs: readonly JobEvidence[];
  readonly jobsExpected: number;
  /** The code of the refusal of the killed factory's late report; null when it was not refused. */
  readonly fencedCode: string | null;
  readonly coordinatorRestarts: number;
  /** Whether the commit that shipped contains the commit from which the second attempt went on; null: it did not. */
  readonly keptCheckpoint: boolean | null;
};
