import { Cron } from "croner";

/** When a timer fires next, and whether it may fire more than once a minute. */
export type Schedule = Readonly<{ nextMs(afterMs: number): number; subMinute: boolean }>;

const MINUTE_MS = 60_000;

/**
 * Reads a timer's schedule: NCRONTAB with six fields (or five, at second 0), or a span `[d.]hh:mm:ss`.
 * NCRONTAB is cron without L, W, #, ?, +, @names and weekday 7, and a day must fit both of its fields.
 * `timeZone` is an IANA name; without it the machine's own zone counts. Throws a sentence for anything else.
 */
export function parseSchedule(expression: string, timeZone: string | undefined): Schedule {
  const text = expression.trim();
  return parseSpan(text) ?? parseNcrontab(text, timeZone);
}

function parseSpan(text: string): Schedule | null {
  const span = /^(?:(\d+)\.)?(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (span === null) return null;
  const [days, hours, minutes, seconds] = span.slice(1).map((part) => Number(part ?? 0));
  const spanMs = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * MINUTE_MS + (seconds ?? 0) * 1000;
  if (spanMs === 0) throw new Error(`"${text}" is no timer schedule: a span must be longer than nothing.`);
  return { nextMs: (afterMs) => afterMs + spanMs, subMinute: spanMs < MINUTE_MS };
}

function parseNcrontab(text: string, timeZone: string | undefined): Schedule {
  const fields = text.split(/\s+/);
  if (fields.length !== 5 && fields.length !== 6) {
    throw new Error(`"${text}" is no NCRONTAB expression: it has ${fields.length} fields instead of 5 or 6.`);
  }
  refuseForeign(text, fields);
  const cron = new Cron(fields.length === 5 ? `0 ${text}` : text, {
    mode: "6-part",
    // Both day fields must fit (Unix cron takes either), and `1/6` is a range with a step.
    domAndDow: true,
    sloppyRanges: true,
    paused: true,
    ...(timeZone === undefined ? {} : { timezone: timeZone }),
  });
  return {
    subMinute: fields.length === 6 && /[*,/-]/.test(fields[0] ?? "") && fields.slice(1).every((field) => field === "*"),
    nextMs(afterMs) {
      const next = cron.nextRun(new Date(afterMs));
      if (next === null) throw new Error(`"${text}" never comes again.`);
      return next.getTime();
    },
  };
}

/** What other crons know and NCRONTAB does not: it would work here and fail in Azure. */
function refuseForeign(text: string, fields: readonly string[]): void {
  const [month = "", weekday = ""] = fields.slice(-2);
  const others = fields.slice(0, -2).join("");
  const foreign =
    /[LW#?@+]/i.test(others) || /[#?@+]/.test(month + weekday) || /7/.test(weekday) || /\bL\b|\dL/i.test(weekday);
  if (foreign)
    throw new Error(`"${text}" is no NCRONTAB expression: L, W, #, ?, +, @names and weekday 7 are not known.`);
}
