/** One line of the local host: an event name, a level and whatever belongs to it. */
export type LogLine = Readonly<{
  level: "trace" | "debug" | "information" | "warning" | "error" | "critical" | "none";
  event: string;
  [field: string]: unknown;
}>;

export type Log = (line: LogLine) => void;

/** The sentence of an error, for a log line; the stack where there is one. */
export function errorText(error: unknown): string {
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}
