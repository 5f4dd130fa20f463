import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const timeSchema = z.string().refine((text) => !Number.isNaN(Date.parse(text)));
const statusSchema = z.object({ Last: timeSchema, Next: timeSchema, LastUpdated: timeSchema });

/** When a timer ran last and is to run next, as ISO 8601 texts and with the names that the trigger uses. */
export type TimerStatus = z.infer<typeof statusSchema>;

/** Remembers the status of timers over restarts, so that one that was missed is noticed. */
export type TimerMonitor = Readonly<{
  read(functionName: string): Promise<TimerStatus | null>;
  write(functionName: string, status: TimerStatus): Promise<void>;
}>;

/** A monitor with one file for each timer, or in memory when there is no folder. */
export async function openTimerMonitor(folder: string | null): Promise<TimerMonitor> {
  if (folder === null) {
    const statuses = new Map<string, TimerStatus>();
    return {
      read: async (name) => statuses.get(name) ?? null,
      write: async (name, status) => void statuses.set(name, status),
    };
  }
  await mkdir(folder, { recursive: true });
  const fileOf = (name: string) => join(folder, `${encodeURIComponent(name)}.json`);
  return {
    async read(name) {
      try {
        return statusSchema.parse(JSON.parse(await readFile(fileOf(name), "utf8")));
      } catch {
        // Absent on the first run; a damaged file only means that a missed run goes unnoticed.
        return null;
      }
    },
    async write(name, status) {
      await writeFile(`${fileOf(name)}.new`, JSON.stringify(status));
      await rename(`${fileOf(name)}.new`, fileOf(name));
    },
  };
}
