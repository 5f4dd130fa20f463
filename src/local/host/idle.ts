import { type Activity } from "./activity.ts";

type IdleDeps = Readonly<{
  /** Everything that may bring up further work: invocations, signals under way. */
  activities: ReadonlyArray<Pick<Activity, "settled" | "begun">>;
  /** Delivers the changes that wait in the feeds. */
  drainFeeds: () => Promise<void>;
}>;

/**
 * Waits until nothing is left that could be worked on at the present time. What waits for time to pass (a timer,
 * the next attempt of something that failed) does not count, and neither does a stream that a client listens to.
 */
export function createIdle({ activities, drainFeeds }: IdleDeps): () => Promise<void> {
  const begun = () => activities.reduce((sum, activity) => sum + activity.begun(), 0);
  return async () => {
    for (;;) {
      const before = begun();
      // oxlint-disable-next-line no-await-in-loop -- each round waits for what the one before brought up
      for (const activity of activities) await activity.settled();
      // oxlint-disable-next-line no-await-in-loop -- each round waits for what the one before brought up
      await drainFeeds();
      // Whatever began in this round may have left more behind: only a quiet round ends the wait.
      if (begun() === before) return;
    }
  };
}
