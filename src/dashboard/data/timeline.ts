import { type FleetEvent } from "#contract/fleet-event.ts";

/** One job's events: a prefix without a gap, and what arrived ahead of a gap. Only the prefix is shown. */
export type Timeline = {
  readonly events: readonly FleetEvent[];
  readonly ahead: ReadonlyMap<number, FleetEvent>;
};

export const EMPTY_TIMELINE: Timeline = { events: [], ahead: new Map() };

/** Events that wait for a gap to close; beyond this they are fetched again anyway. */
const AHEAD_MAX = 1_000;

export const lastSeq = (timeline: Timeline): number => timeline.events.at(-1)?.seq ?? 0;
/** True while something arrived whose predecessor did not: REST has it. */
export const hasGap = (timeline: Timeline): boolean => timeline.ahead.size > 0;

/** Takes events in any order, once or many times, from either source. */
export function receiveEvents(timeline: Timeline, arrived: readonly FleetEvent[]): Timeline {
  const ahead = new Map(timeline.ahead);
  let next = lastSeq(timeline) + 1;
  for (const event of arrived) if (event.seq >= next && ahead.size < AHEAD_MAX) ahead.set(event.seq, event);
  const fresh: FleetEvent[] = [];
  for (let event = ahead.get(next); event !== undefined; event = ahead.get(next)) {
    fresh.push(event);
    ahead.delete(next);
    next += 1;
  }
  if (fresh.length === 0 && ahead.size === timeline.ahead.size) return timeline;
  return { events: [...timeline.events, ...fresh], ahead };
}
