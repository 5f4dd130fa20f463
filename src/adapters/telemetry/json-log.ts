import { type Log, type LogFields } from "#application/ports/system.ts";

export type LogLevel = "info" | "warn" | "error";

/** One JSON line an outcome, named by its event: what a person greps for and a machine counts. */
export function createJsonLog(write: (level: LogLevel, line: string) => void, nowIso: () => string): Log {
  const log =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      const head = { at: nowIso(), level, event };
      // First for whoever reads, and once more for certainty: no field takes its place.
      write(level, JSON.stringify({ ...head, ...fields, ...head }));
    };
  return { info: log("info"), warn: log("warn"), error: log("error") };
}
