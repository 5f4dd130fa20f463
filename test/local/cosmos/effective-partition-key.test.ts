import fc from "fast-check";
import { expect, test } from "vitest";
import { EPK_MAX, effectivePartitionKey, sliceHashSpace } from "#local/cosmos/effective-partition-key.ts";

/** Computed by the hashing of @azure/cosmos 4.10.1. */
const VECTORS = [
  ["redmond", "22E342F38A486A088463DFF7838A5963"],
  ["", "32E9366E637A71B4E710384B2F4970A0"],
  ["a".repeat(16), "208014F3365E81005A9692F00A6C60FE"],
  ["日本", "2F64A78CFF1F1D412A8B6220090E9767"],
  [0, "155B95BEDAC4B1E9EC1CDC9BB0DDDE58"],
  [-1.5, "151793206780805FF6E1DCAE6C787B6A"],
  [1e21, "00F95F627D6884BCDB7D661839BEB420"],
  [true, "0E711127C5B5A8E4726AC6DD306A3E59"],
  [false, "2FE1BE91E90A3439635E0E9E37361EF2"],
  [null, "378867E4430E67857ACE5C908374FE16"],
  [undefined, "11622DAA78F835834610ABE56EFF5CB5"],
] as const;

test("[LC16] keys hash to where the SDKs look for them", () => {
  for (const [value, hash] of VECTORS) expect(effectivePartitionKey([value], false)).toBe(hash);
});

test("[LC16] a hierarchical key is one hash per level, so that a prefix is a prefix", () => {
  const [t1, u1] = ["3D48BB14DA9D090D22112C96695028B6", "2A947C94F6E254B945CEBC3196C9897C"];
  expect(effectivePartitionKey(["t1", "u1"], true)).toBe(`${t1}${u1}`);
  expect(effectivePartitionKey(["t1"], true)).toBe(t1);
});

test("[LC16] the slices cover the hash space without a gap, and every key lies in exactly one", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.string({ maxLength: 40 }), (count, key) => {
      const slices = sliceHashSpace(count);
      expect(slices[0]?.min).toBe("");
      expect(slices.at(-1)?.max).toBe(EPK_MAX);
      slices.slice(1).forEach((slice, index) => expect(slice.min).toBe(slices[index]?.max));
      const hash = effectivePartitionKey([key], false);
      expect(slices.filter(({ min, max }) => hash >= min && hash < max)).toHaveLength(1);
    }),
  );
});
