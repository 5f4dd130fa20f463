import { describe, expect, test } from "vitest";
import { parseSchedule } from "#local/host/timers/ncrontab.ts";

const start = Date.UTC(2026, 0, 1);

function next(expression: string, count = 3): readonly string[] {
  const schedule = parseSchedule(expression, "UTC");
  const times: string[] = [];
  let atMs = start;
  for (let index = 0; index < count; index += 1) {
    atMs = schedule.nextMs(atMs);
    times.push(new Date(atMs).toISOString().slice(0, 19));
  }
  return times;
}

describe("NCRONTAB", () => {
  test("[LT1] six fields begin with the second, five with the minute", () => {
    expect(next("0 */5 * * * *")).toEqual(["2026-01-01T00:05:00", "2026-01-01T00:10:00", "2026-01-01T00:15:00"]);
    expect(next("*/5 * * * *")).toEqual(next("0 */5 * * * *"));
    expect(next("*/20 * * * * *", 1)).toEqual(["2026-01-01T00:00:20"]);
  });

  test("[LT1] a day must fit its month field and its weekday field", () => {
    // Friday the 13th, and not every Friday and every 13th.
    expect(next("0 0 9 13 * 5")).toEqual(["2026-02-13T09:00:00", "2026-03-13T09:00:00", "2026-11-13T09:00:00"]);
  });

  test("[LT1] names, ranges and steps are read", () => {
    expect(next("0 30 2 * Jan-Mar Mon", 2)).toEqual(["2026-01-05T02:30:00", "2026-01-12T02:30:00"]);
    expect(next("0 0 1/6 * * *")).toEqual(["2026-01-01T01:00:00", "2026-01-01T07:00:00", "2026-01-01T13:00:00"]);
  });

  test("[LT1] a span counts from the last run", () => {
    expect(next("00:10:00", 2)).toEqual(["2026-01-01T00:10:00", "2026-01-01T00:20:00"]);
    expect(next("1.00:00:00", 1)).toEqual(["2026-01-02T00:00:00"]);
  });

  test("[LT1] a time zone moves the hours", () => {
    const schedule = parseSchedule("0 0 9 * * *", "America/New_York");
    expect(new Date(schedule.nextMs(start)).toISOString()).toBe("2026-01-01T14:00:00.000Z");
  });

  test.each(["0 0 0 L * *", "0 0 0 15W * *", "0 0 0 * * 5#2", "0 0 0 * * 7", "0 0 0 * * 5L", "0 0 0 ? * *"])(
    "[LT2] %s, which other crons know, is refused",
    (expression) => {
      expect(() => parseSchedule(expression, "UTC")).toThrow(/is no NCRONTAB expression/);
    },
  );

  test.each([
    ["@daily", "1 fields instead of 5 or 6"],
    ["0 0", "2 fields instead of 5 or 6"],
    ["00:00:00", "longer than nothing"],
    ["61 * * * * *", "61"],
  ])("[LT2] %j is refused: %s", (expression, reason) => {
    expect(() => parseSchedule(expression, "UTC")).toThrow(reason);
  });

  test("[LT2] the names Jul and Tue, which contain foreign letters, are fine", () => {
    expect(next("0 0 0 * Jul Wed", 1)).toEqual(["2026-07-01T00:00:00"]);
  });
});
