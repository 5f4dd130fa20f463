import fc from "fast-check";
import { expect, test } from "vitest";
import { secrets } from "#adapters/system/secrets.ts";

const ALPHABET = Array.from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");
const KINDS = ["usr", "fac", "enr"] as const;

test("[AC5] a token says its kind, and is well-formed as it was minted and in no other way", () => {
  fc.assert(
    fc.property(fc.constantFrom(...KINDS), fc.nat({ max: 43 }), fc.constantFrom(...ALPHABET), (kind, place, char) => {
      const token = secrets.mint(kind);
      expect(token).toMatch(new RegExp(`^agf_${kind}_[0-9A-Za-z]{36}$`));
      expect(secrets.wellFormed(token)).toBe(true);
      // One character mistyped is always found: a checksum of 32 bits sees every burst that short.
      const mistyped = token.slice(0, place) + char + token.slice(place + 1);
      expect(secrets.wellFormed(mistyped)).toBe(mistyped === token);
    }),
  );
});

test("[AC5] text that is no token is not well-formed", () => {
  const token = secrets.mint("usr");
  const others = ["", "agf_usr_", token.slice(0, -1), `${token}0`, ` ${token}`, `${token}\n`, token.toLowerCase()];
  for (const text of [...others, token.replace("usr", "fac"), token.replace("agf", "AGF")]) {
    expect([text, secrets.wellFormed(text)]).toEqual([text, false]);
  }
  fc.assert(fc.property(fc.string(), (text) => !secrets.wellFormed(text)));
});

test("[AC5] the characters of chance are all equally likely, in every place", () => {
  const tokensCount = 4_000;
  const counts = new Map<string, number>();
  const places = new Set<string>();
  for (let index = 0; index < tokensCount; index++) {
    const chance = secrets.mint("fac").slice("agf_fac_".length, -6);
    expect(chance).toHaveLength(30);
    for (const [place, char] of Array.from(chance).entries()) {
      counts.set(char, (counts.get(char) ?? 0) + 1);
      places.add(`${place}${char}`);
    }
  }
  expect([...counts.keys()].sort()).toEqual(ALPHABET.toSorted());
  expect(places.size).toBe(30 * 62);
  const expected = (tokensCount * 30) / 62;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  // 61 degrees of freedom: above 120 once in a hundred thousand runs. The byte taken modulo 62 would give about 1,500.
  expect(chiSquare).toBeLessThan(120);
});

test("[AC5] no two tokens are alike, and a hash tells a token from every other", () => {
  const tokens = Array.from({ length: 2_000 }, () => secrets.mint("usr"));
  expect(new Set(tokens).size).toBe(tokens.length);
  expect(new Set(tokens.map((token) => secrets.sha256(token))).size).toBe(tokens.length);
  expect(secrets.sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});
