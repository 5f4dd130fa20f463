import { type Clock } from "#local/clock.ts";
import { type Activity } from "#local/host/activity.ts";
import { errorText, type Log } from "#local/host/log.ts";
import { type Checkpoint, type FeedPage, type FeedRange } from "./feed-source.ts";

/** Follows one range of a change feed for one function. */
export type FeedLoop = Readonly<{
  /** Polls at once instead of at the end of the poll delay. */
  poke(): void;
  /** Polls at once and resolves when nothing is left that can be delivered now. */
  drain(): Promise<void>;
  stop(): void;
}>;

type FeedLoopDeps = Readonly<{
  name: string;
  range: FeedRange;
  checkpoint: Checkpoint;
  clock: Clock;
  log: Log;
  activity: Activity;
  pollDelayMs: number;
  /** Runs the function; `attempt` counts the failures of this batch so far. */
  deliver: (documents: readonly unknown[], attempt: number) => Promise<void>;
  /** The wait after the given number of failures, or null when the batch is to be given up. */
  retryDelayMs: (failures: number) => number | null;
}>;

/** A feed that cannot be read (the account is away, a container is missing) is tried again after this long. */
const READ_RETRY_MS = 2_000;

/**
 * Starts following a range. A page is checkpointed only after the function has taken it; one that fails is kept and
 * tried again as the policy says, before anything newer. Without a policy it is lost, as it is in Azure, and logged.
 */
export function startFeedLoop(deps: FeedLoopDeps): FeedLoop {
  const follower = new FeedFollower(deps);
  follower.poke();
  return {
    poke: () => follower.poke(),
    drain: () => follower.drain(),
    stop: () => follower.stop(),
  };
}

class FeedFollower {
  readonly #deps: FeedLoopDeps;
  #running: Promise<void> | null = null;
  #again = false;
  #cancel = () => {};
  #stopped = false;
  #continuation: string | null = null;
  #checkpointed = false;
  /** The batch that failed and waits for its next attempt. */
  #failed: { page: FeedPage; failures: number } | null = null;

  constructor(deps: FeedLoopDeps) {
    this.#deps = deps;
  }

  poke(): void {
    // A batch that waits for its next attempt keeps its time: news behind it cannot overtake it.
    if (this.#stopped || (this.#failed !== null && this.#running === null)) return;
    this.#again = true;
    void this.#run();
  }

  async drain(): Promise<void> {
    this.poke();
    await this.#running;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #run(): Promise<void> {
    this.#cancel();
    this.#running ??= this.#runOnce().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #runOnce(): Promise<void> {
    const { log, activity, name } = this.#deps;
    const end = activity.begin();
    try {
      this.#wakeIn(await this.#follow());
    } catch (error) {
      if (this.#stopped) return;
      log({ level: "error", event: "feed.unreadable", functionName: name, message: errorText(error) });
      this.#wakeIn(READ_RETRY_MS);
    } finally {
      end();
    }
  }

  #wakeIn(delayMs: number): void {
    const { clock } = this.#deps;
    if (!this.#stopped) this.#cancel = clock.schedule(clock.nowMs() + delayMs, () => this.#run());
  }

  /** Delivers page after page until there is nothing more; answers how long to wait before the next look. */
  async #follow(): Promise<number> {
    const { range, checkpoint, pollDelayMs } = this.#deps;
    /* oxlint-disable no-await-in-loop -- a feed is followed in its order, one page after the other */
    while (!this.#stopped) {
      this.#again = false;
      if (!this.#checkpointed && this.#continuation === null) {
        this.#continuation = await checkpoint.read();
        this.#checkpointed = this.#continuation !== null;
      }
      const page = this.#failed?.page ?? (await range.read(this.#continuation));
      if (page.documents.length === 0) {
        await this.#passEmpty(page);
        if (!this.#again) return pollDelayMs;
      } else {
        const delayMs = await this.#deliver(page);
        if (delayMs !== null) return delayMs;
      }
    }
    /* oxlint-enable no-await-in-loop */
    return 0;
  }

  /** An empty page moves on in memory; the very first is written down, so that "from now on" survives a restart. */
  async #passEmpty(page: FeedPage): Promise<void> {
    if (!this.#checkpointed) await this.#deps.checkpoint.write(page.continuation);
    this.#checkpointed = true;
    this.#continuation = page.continuation;
  }

  /** Answers the wait before the next attempt, or null when the page is done with. */
  async #deliver(page: FeedPage): Promise<number | null> {
    const { name, deliver, retryDelayMs, log, checkpoint } = this.#deps;
    const failures = this.#failed?.failures ?? 0;
    try {
      await deliver(page.documents, failures);
    } catch (error) {
      const delayMs = retryDelayMs(failures + 1);
      const fate = delayMs === null ? { lost: page.documents.length } : { retryInMs: delayMs };
      const message = errorText(error);
      log({ level: "error", event: "feed.failed", functionName: name, failures: failures + 1, ...fate, message });
      if (delayMs !== null) {
        this.#failed = { page, failures: failures + 1 };
        return delayMs;
      }
    }
    this.#failed = null;
    await checkpoint.write(page.continuation);
    this.#checkpointed = true;
    this.#continuation = page.continuation;
    return null;
  }
}
