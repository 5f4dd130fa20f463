/** The demo ends itself after this long and says what it was waiting for. */
export const DEADLINE_MS = 150_000;
/** How often the coordinator is asked for the jobs. */
export const POLL_MS = 250;
/** How much of each log is shown when something went wrong. */
export const LOG_LINES_SHOWN = 15;
/** Processes are asked to end, and ended when they take longer. */
export const END_GRACE_MS = 8_000;
/** The builder is killed when it has kept so many checkpoints: in the middle of its work. */
export const CHECKPOINTS_BEFORE_CRASH = 2;

/** Short leases, so that nobody has to wait a minute to see one expire. */
export const COORDINATOR_SETTINGS = {
  FLEET_LEASE_TTL_SEC: "8",
  FLEET_LEASE_GRACE_SEC: "2",
  FLEET_REAPER_SCHEDULE: "*/2 * * * * *",
} as const;
