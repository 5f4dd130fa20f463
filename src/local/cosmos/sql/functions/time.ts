import { type Value } from "#local/cosmos/sql/value.ts";

import { define, type FunctionDefinition } from "./definition.ts";

const TICKS_PER_MS = 10_000;
const TICKS_AT_1970 = 621_355_968_000_000_000;
const DATE_MS_MAX = 8.64e15;

/** The service writes seven digits of a second's fraction. */
function isoText(ms: number): Value {
  return Math.abs(ms) <= DATE_MS_MAX ? new Date(ms).toISOString().replace("Z", "0000Z") : undefined;
}

type Part = { readonly names: readonly string[]; readonly ms: number | null; readonly read: (date: Date) => number };

const PARTS: readonly Part[] = [
  { names: ["year", "yyyy", "yy"], ms: null, read: (date) => date.getUTCFullYear() },
  { names: ["month", "mm", "m"], ms: null, read: (date) => date.getUTCMonth() + 1 },
  { names: ["day", "dd", "d"], ms: 86_400_000, read: (date) => date.getUTCDate() },
  { names: ["hour", "hh"], ms: 3_600_000, read: (date) => date.getUTCHours() },
  { names: ["minute", "mi", "n"], ms: 60_000, read: (date) => date.getUTCMinutes() },
  { names: ["second", "ss", "s"], ms: 1000, read: (date) => date.getUTCSeconds() },
  { names: ["millisecond", "ms"], ms: 1, read: (date) => date.getUTCMilliseconds() },
];

const partNamed = (name: Value): Part | undefined =>
  PARTS.find((part) => typeof name === "string" && part.names.includes(name.toLowerCase()));

function parseDate(text: Value): number | undefined {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : ms;
}

const monthsOf = (ms: number): number => new Date(ms).getUTCFullYear() * 12 + new Date(ms).getUTCMonth();
const monthsIn = (part: Part): number => (part.names.includes("year") ? 12 : 1);

function addMonths(ms: number, months: number): number {
  const date = new Date(ms);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  return date.setUTCDate(Math.min(day, lastDay));
}

function dateTimeAdd(name: Value, count: Value, text: Value): Value {
  const part = partNamed(name);
  const ms = parseDate(text);
  if (part === undefined || ms === undefined || typeof count !== "number" || !Number.isInteger(count)) return undefined;
  return isoText(part.ms === null ? addMonths(ms, count * monthsIn(part)) : ms + count * part.ms);
}

/** Counts the borders of the part that lie between two times. */
function dateTimeDiff(name: Value, from: Value, until: Value): Value {
  const part = partNamed(name);
  const [start, end] = [parseDate(from), parseDate(until)];
  if (part === undefined || start === undefined || end === undefined) return undefined;
  const count = (ms: number) => (part.ms === null ? monthsOf(ms) / monthsIn(part) : ms / part.ms);
  return Math.floor(count(end)) - Math.floor(count(start));
}

function dateTimePart(name: Value, text: Value): Value {
  const ms = parseDate(text);
  return ms === undefined ? undefined : partNamed(name)?.read(new Date(ms));
}

export const TIME_FUNCTIONS: Readonly<Record<string, FunctionDefinition>> = {
  DATETIMEADD: define([3, 3], dateTimeAdd),
  DATETIMEDIFF: define([3, 3], dateTimeDiff),
  DATETIMEPART: define([2, 2], dateTimePart),
  DATETIMETOTIMESTAMP: define([1, 1], parseDate),
  TIMESTAMPTODATETIME: define([1, 1], (ms) => (typeof ms === "number" ? isoText(ms) : undefined)),
};

/** Functions of the time at which the request is answered: the same for every row. */
export const NOW_FUNCTIONS: Readonly<Record<string, (nowMs: number) => Value>> = {
  GETCURRENTTIMESTAMP: (nowMs) => nowMs,
  GETCURRENTTIMESTAMPSTATIC: (nowMs) => nowMs,
  GETCURRENTDATETIME: isoText,
  GETCURRENTDATETIMESTATIC: isoText,
  GETCURRENTTICKS: (nowMs) => nowMs * TICKS_PER_MS + TICKS_AT_1970,
  GETCURRENTTICKSSTATIC: (nowMs) => nowMs * TICKS_PER_MS + TICKS_AT_1970,
};
