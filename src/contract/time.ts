import * as z from "zod";

// oxlint-disable-next-line no-restricted-globals -- turning a given text into an instant reads no clock
export const fromTimestamp = (text: string): number => new Date(text).getTime();

/** UTC, ISO 8601 with milliseconds: the only form of time on the wire. Inside, times are integers named …Ms. */
export const Timestamp = z
  .string()
  .regex(
    /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/,
    "expected UTC ISO 8601 with milliseconds",
  )
  .meta({ id: "Timestamp", format: "date-time", examples: ["2026-07-01T12:00:00.000Z"] });

export const EpochMs = z.int().min(0).max(8_640_000_000_000_000);

// oxlint-disable-next-line no-restricted-globals -- turning a given instant into text reads no clock
export const toTimestamp = (ms: number): string => new Date(ms).toISOString();
