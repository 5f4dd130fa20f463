import { type FleetClient } from "#client/fleet-client.ts";
import { type JobFile } from "#cli/demo/cast.ts";
import { must } from "#cli/demo/must.ts";
import { type ExampleJob } from "#cli/demo/read-manifests.ts";
import { tailorManifest } from "#cli/demo/tailor-manifest.ts";

export type SubmittedJob = { readonly file: JobFile; readonly key: string; readonly jobId: string };
type Run = { readonly suffix: string; readonly repoUrl: string; readonly keys: ReadonlySet<string> };

/** Submits one example job for this run of the demo. */
export async function submitJob(fleet: FleetClient, example: ExampleJob, run: Run): Promise<SubmittedJob> {
  const manifest = tailorManifest(example.manifest, run);
  const submitted = fleet.submitJob({ body: { manifest, bodyMd: example.bodyMd } });
  const { job } = await must(`${example.file} was not accepted`, submitted);
  return { file: example.file, key: example.manifest.key ?? job.id, jobId: job.id };
}
