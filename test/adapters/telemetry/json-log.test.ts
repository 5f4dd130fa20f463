import { expect, test } from "vitest";
import { createJsonLog, type LogLevel } from "#adapters/telemetry/json-log.ts";

test("[TL1] an outcome is one line of JSON with its time, its level and its event's name", () => {
  const lines: [LogLevel, string][] = [];
  const log = createJsonLog(
    (level, line) => lines.push([level, line]),
    () => "2026-07-01T12:00:00.000Z",
  );
  log.info("job.claimed", { jobId: "job_1", attempts: 2, routable: true, parentId: null });
  log.warn("relay.deferred");
  log.error("odd", { text: 'two\nlines and "quotes"' });
  expect(lines.map(([level]) => level)).toEqual(["info", "warn", "error"]);
  expect(lines.every(([, line]) => !line.includes("\n"))).toBe(true);
  expect(lines.map(([, line]) => JSON.parse(line) as unknown)).toEqual([
    {
      at: "2026-07-01T12:00:00.000Z",
      level: "info",
      event: "job.claimed",
      jobId: "job_1",
      attempts: 2,
      routable: true,
      parentId: null,
    },
    { at: "2026-07-01T12:00:00.000Z", level: "warn", event: "relay.deferred" },
    { at: "2026-07-01T12:00:00.000Z", level: "error", event: "odd", text: 'two\nlines and "quotes"' },
  ]);
});

test("[TL1] no field takes the place of the time, the level or the event", () => {
  const lines: string[] = [];
  const log = createJsonLog(
    (_, line) => lines.push(line),
    () => "2026-07-01T12:00:00.000Z",
  );
  log.info("true.event", { event: "false.event", level: "error", at: "never" });
  expect(JSON.parse(lines[0]!)).toMatchObject({ event: "true.event", level: "info", at: "2026-07-01T12:00:00.000Z" });
});
