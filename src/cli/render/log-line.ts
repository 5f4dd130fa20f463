import { paint } from "#cli/render/colour.ts";
import { plainText } from "#cli/render/plain-text.ts";

type LogLine = { readonly event: string; readonly [field: string]: unknown };

/** A structured log line: JSON for programs, `12:30:01 job.claimed jobId=…` for people. Ends in a newline. */
export function renderLogLine(
  line: LogLine,
  at: { readonly nowMs: number; readonly json: boolean; readonly colour: boolean },
): string {
  const time = new Date(at.nowMs).toISOString();
  if (at.json) return `${JSON.stringify({ at: time, ...line })}\n`;
  const { event, ...rest } = line;
  const facts = Object.entries(rest)
    .filter(([, value]) => value != null && value !== "")
    .map(([name, value]) => `${name}=${plainText(typeof value === "string" ? value : JSON.stringify(value))}`);
  return `${[paint(time.slice(11, 19), "dim", at.colour), event, ...facts].join(" ")}\n`;
}
