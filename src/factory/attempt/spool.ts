import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { JobId, RunId } from "#contract/id.ts";
import { JOB_ROUTES } from "#contract/routes/job-routes.ts";
import { UsageReport } from "#contract/routes/worker-routes.ts";
import { readIfPresent, writeDurably } from "#factory/durable-file.ts";

const Entry = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("patch"), jobId: JobId, body: JOB_ROUTES.patchJob.body }),
  z.object({ kind: z.literal("usage"), jobId: JobId, runId: RunId, sessions: z.array(UsageReport) }),
]);
/** A report that must reach the coordinator even if this process does not live to see it. */
export type SpoolEntry = z.infer<typeof Entry>;

export type Spool = {
  readonly put: (name: string, entry: SpoolEntry) => Promise<void>;
  readonly settle: (name: string) => Promise<void>;
  /** Left by an earlier life of this factory, in the order of their names. */
  readonly pending: () => Promise<readonly { readonly name: string; readonly entry: SpoolEntry }[]>;
};

/** Reports rest on disk from before they are sent until they are answered. */
export function createSpool(dataFolder: string): Spool {
  const folder = join(dataFolder, "spool");
  const pathOf = (name: string) => join(folder, `${name}.json`);
  return {
    put: (name, entry) => writeDurably(pathOf(name), JSON.stringify(entry)),
    settle: (name) => rm(pathOf(name), { force: true }),
    pending: async () => {
      await mkdir(folder, { recursive: true });
      const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
      const entries = await Promise.all(
        names.map(async (file) => {
          const parsed = Entry.safeParse(JSON.parse((await readIfPresent(join(folder, file))) ?? "null"));
          return parsed.success ? [{ name: file.slice(0, -".json".length), entry: parsed.data }] : [];
        }),
      );
      return entries.flat();
    },
  };
}
