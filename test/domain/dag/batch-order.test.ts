import fc from "fast-check";
import { expect, test } from "vitest";
import { batchOrder } from "#domain/dag/batch-order.ts";

const node = (key: string, ...refs: readonly string[]) => ({ key, refs });

test("[SB4] what is referred to comes first, in whatever order it was sent, and a foreign reference is no matter", () => {
  expect(batchOrder([node("c", "b"), node("b", "a", "elsewhere"), node("a")])).toEqual({
    waves: [[2], [1], [0]],
    circular: [],
  });
  expect(batchOrder([])).toEqual({ waves: [], circular: [] });
});

test("[SB4] items in a circle, and those that wait for one, are told apart from the rest", () => {
  expect(batchOrder([node("a", "b"), node("b", "a"), node("c", "a"), node("d"), node("e", "e")])).toEqual({
    waves: [[3]],
    circular: [0, 1, 2, 4],
  });
});

test("[SB4] in any batch each item is in one place, after all that it refers to", () => {
  const graph = fc.array(fc.array(fc.nat({ max: 11 }), { maxLength: 3 }), { maxLength: 12 });
  fc.assert(
    fc.property(graph, (all) => {
      const nodes = all.map((refs, index) => node(`k${index}`, ...refs.map((ref) => `k${ref}`)));
      const { waves, circular } = batchOrder(nodes);
      const waveOf = new Map<string, number>(
        waves.flatMap((wave, at) => wave.map((index) => [`k${index}`, at] as const)),
      );
      expect([...waves.flat(), ...circular].toSorted((a, b) => a - b)).toEqual(nodes.map((_, index) => index));
      for (const { key, refs } of nodes) {
        const at = waveOf.get(key);
        for (const ref of refs.filter((each) => at !== undefined && nodes.some((other) => other.key === each)))
          expect(waveOf.get(ref)).toBeLessThan(at!);
      }
    }),
  );
});
