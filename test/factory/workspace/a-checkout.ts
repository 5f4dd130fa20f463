import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { addCheckout, type Checkout } from "#factory/workspace/checkout.ts";
import { createMirrors } from "#factory/workspace/mirror.ts";
import { aFolder } from "../support/a-folder.ts";
import { jobIdNumber } from "../support/a-job.ts";
import { type Repository } from "../support/a-repository.ts";

export const JOB_ID = jobIdNumber(77);

/** The work tree of one grant, as a factory of its own would have it. */
export async function aCheckout(
  repository: Repository,
  epoch: number,
  checkpoint: { readonly sha: string; readonly epoch: number } | null = null,
): Promise<Checkout> {
  const dataFolder = await aFolder();
  const mirror = await createMirrors(dataFolder, 1).refresh(repository.url);
  await mkdir(join(dataFolder, "work"));
  const folder = join(dataFolder, "work", `run-${epoch}`);
  const repo = { url: repository.url, branch: "main" };
  return addCheckout({ mirror, folder, jobId: JOB_ID, epoch, repo, checkpoint });
}
