import fc from "fast-check";
import { expect, test } from "vitest";
import { EMPTY_TIMELINE, hasGap, lastSeq, receiveEvents } from "#dashboard/data/timeline.ts";
import { anEvent } from "../support/fixtures.ts";

const seqs = (timeline: { readonly events: readonly { readonly seq: number }[] }) =>
  timeline.events.map((event) => event.seq);

test("[DT1] an event after a gap is held back until REST has filled the gap", () => {
  const first = receiveEvents(EMPTY_TIMELINE, [anEvent({ seq: 1 })]);
  const gapped = receiveEvents(first, [anEvent({ seq: 3 })]);
  expect(seqs(gapped)).toEqual([1]);
  expect(hasGap(gapped)).toBe(true);
  const filled = receiveEvents(gapped, [anEvent({ seq: 2 })]);
  expect(seqs(filled)).toEqual([1, 2, 3]);
  expect(hasGap(filled)).toBe(false);
});

test("[DT1] a repeated event changes nothing", () => {
  const timeline = receiveEvents(EMPTY_TIMELINE, [anEvent({ seq: 1 })]);
  expect(receiveEvents(timeline, [anEvent({ seq: 1 })])).toBe(timeline);
});

test("[DT1] whatever is lost, doubled or out of order, one fill gives every event once and in order", () => {
  const history = Array.from({ length: 20 }, (_, index) => anEvent({ seq: index + 1 }));
  const noise = fc.array(fc.array(fc.integer({ min: 0, max: 19 }), { maxLength: 6 }), { maxLength: 12 });
  fc.assert(
    fc.property(noise, (batches) => {
      let timeline = EMPTY_TIMELINE;
      for (const batch of batches) {
        timeline = receiveEvents(
          timeline,
          batch.map((index) => history[index]!),
        );
        expect(seqs(timeline)).toEqual(history.slice(0, timeline.events.length).map((event) => event.seq));
      }
      const filled = receiveEvents(timeline, history.slice(lastSeq(timeline)));
      expect(filled.events).toEqual(history);
      expect(hasGap(filled)).toBe(false);
    }),
  );
});
