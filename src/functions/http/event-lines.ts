import { type Deps } from "#application/deps.ts";
import { listEvents, type OfJob } from "#application/jobs/read-jobs.ts";
import { eventView } from "#application/views/event-view.ts";

/** The front end cuts a response at about 230 s; ours ends before that, and the client resumes by itself. */
const STREAM_MAX_MS = 200_000;
const POLL_MS = 1_000;
const COMMENT_EVERY_MS = 15_000;
const EVENTS_MAX = 200;

/** EV3: a job's events after a number as server-sent events, with `id:` = seq; ends by itself after `STREAM_MAX_MS`. */
export async function* eventLines(
  deps: Pick<Deps, "store" | "clock" | "sleep">,
  of: OfJob,
  startAfter: number,
): AsyncGenerator<string> {
  const endMs = deps.clock.nowMs() + STREAM_MAX_MS;
  let after = startAfter;
  let quietSinceMs = deps.clock.nowMs();
  // Headers go out with the first chunk, so there is one at once.
  yield "retry: 1000\n\n";
  while (deps.clock.nowMs() < endMs) {
    // Sequential on purpose: it is a poll, and each goes on where the last one ended.
    // oxlint-disable-next-line no-await-in-loop -- see above
    const events = await listEvents(deps, { ...of, after, limit: EVENTS_MAX });
    for (const event of events)
      yield `id: ${event.seq}\nevent: ${event.facts.type}\ndata: ${JSON.stringify(eventView(event))}\n\n`;
    after = events.at(-1)?.seq ?? after;
    if (events.length > 0) quietSinceMs = deps.clock.nowMs();
    if (deps.clock.nowMs() - quietSinceMs >= COMMENT_EVERY_MS) {
      quietSinceMs = deps.clock.nowMs();
      yield ": still here\n\n";
    }
    // oxlint-disable-next-line no-await-in-loop -- see above
    await deps.sleep(POLL_MS);
  }
}
