import { type Log, type LogFields } from "#application/ports/system.ts";

export type LogLevel = "info" | "warn" | "error";

/** One JSON line an outcome, named by its event: what a person greps for and a machine counts. */
export function createJsonLog(write: (level: LogLevel, line: string) => void, nowIso: () => string): Log {
  const log =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) =>
      write(level, JSON.stringify({ at: nowIso(), level, event, ...fields }));
  return { info: log("info"), warn: log("warn"), error: log("error") };
}
