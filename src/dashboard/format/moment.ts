const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });
const CLOCK = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** The reader's own calendar and zone, for tooltips and details. */
export const formatMoment = (atMs: number): string => ABSOLUTE.format(atMs);
/** The time of day alone, for what happened today. */
export const formatClock = (atMs: number): string => CLOCK.format(atMs);
