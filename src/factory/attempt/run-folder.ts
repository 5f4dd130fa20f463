import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { readIfPresent, writeDurably } from "#factory/durable-file.ts";
import { processStart } from "#factory/identity/folder-lock.ts";

const RunRecord = z.object({
  runId: z.string(),
  jobId: z.string(),
  epoch: z.int(),
  engine: z.string(),
  /** Null for a job without a repository. */
  mirror: z.string().nullable(),
});
export type RunRecord = Readonly<z.infer<typeof RunRecord>>;
const EngineProcess = z.object({ pid: z.int(), startedAt: z.string().nullable() });
export type EngineProcess = Readonly<z.infer<typeof EngineProcess>>;

/** Where everything of one attempt lies. `ended` is written last: a run without it was cut short. */
export type RunFolder = {
  readonly workFolder: string;
  readonly scratchFolder: string;
  readonly logFile: string;
  readonly recordStart: (record: RunRecord) => Promise<void>;
  readonly recordEngine: (pid: number) => Promise<void>;
  readonly readStart: () => Promise<RunRecord | null>;
  readonly readEngine: () => Promise<EngineProcess | null>;
  readonly hasEnded: () => Promise<boolean>;
  readonly recordEnd: (end: string, at: string) => Promise<void>;
};

export function runFolderOf(dataFolder: string, runId: string): RunFolder {
  const folder = join(runsFolder(dataFolder), runId);
  const scratchFolder = join(folder, "scratch");
  return {
    workFolder: join(dataFolder, "work", runId),
    scratchFolder,
    logFile: join(folder, "log.ndjson"),
    recordStart: async (record) => {
      await mkdir(scratchFolder, { recursive: true, mode: 0o700 });
      await writeDurably(join(folder, "run.json"), JSON.stringify(record));
    },
    recordEngine: async (pid) =>
      writeDurably(join(folder, "engine.json"), JSON.stringify({ pid, startedAt: await processStart(pid) })),
    readStart: () => readJson(join(folder, "run.json"), RunRecord),
    readEngine: () => readJson(join(folder, "engine.json"), EngineProcess),
    hasEnded: async () => (await readIfPresent(join(folder, "ended.json"))) !== null,
    recordEnd: async (end, at) => {
      await rm(scratchFolder, { recursive: true, force: true });
      await writeDurably(join(folder, "ended.json"), JSON.stringify({ end, at }));
    },
  };
}

/** The ids of all runs that left a folder here, oldest first as far as their ids say. */
export async function listRuns(dataFolder: string): Promise<readonly string[]> {
  await mkdir(runsFolder(dataFolder), { recursive: true });
  return (await readdir(runsFolder(dataFolder))).sort();
}

export const removeRun = (dataFolder: string, runId: string): Promise<void> =>
  rm(join(runsFolder(dataFolder), runId), { recursive: true, force: true });

const runsFolder = (dataFolder: string): string => join(dataFolder, "runs");

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readIfPresent(path);
  return text === null ? null : schema.parse(JSON.parse(text));
}
