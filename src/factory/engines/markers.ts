import * as z from "zod";
import { type EngineEvent } from "./engine.ts";

const MARKER = /^::agf (checkpoint|usage|session)(?:[ \t]+(.*))?$/;
const SUMMARY_CHARS_MAX = 2_000;
const SESSION_CHARS_MAX = 120;

const Usage = z.object({
  session: z.string().min(1).max(SESSION_CHARS_MAX).nullable().default(null),
  inputTokens: z.int().min(0).default(0),
  outputTokens: z.int().min(0).default(0),
  costUsd: z.number().min(0).nullable().default(null),
  source: z.enum(["reported", "estimated", "unknown"]).default("reported"),
});

/**
 * What a script can tell its factory, as whole lines of its standard output:
 *
 *     ::agf checkpoint <summary>    keep the work as it is now, and say how far it got
 *     ::agf usage <json>            what the session has used so far: {inputTokens, outputTokens, costUsd, session?}
 *     ::agf session <id>            the session that what follows belongs to
 *
 * Null when the line is no marker, or one that cannot be read: it is a line of the log then.
 */
export function parseMarker(line: string): EngineEvent | null {
  const [, kind, rest = ""] = MARKER.exec(line.trimEnd()) ?? [];
  const text = rest.trim();
  switch (kind) {
    case "checkpoint":
      return { type: "checkpoint", summary: text.slice(0, SUMMARY_CHARS_MAX) };
    case "session":
      return text === "" ? null : { type: "session", id: text.slice(0, SESSION_CHARS_MAX) };
    case "usage":
      return parseUsage(text);
    default:
      return null;
  }
}

function parseUsage(text: string): EngineEvent | null {
  try {
    const usage = Usage.safeParse(JSON.parse(text));
    return usage.success ? { type: "usage", usage: usage.data } : null;
  } catch {
    return null;
  }
}
