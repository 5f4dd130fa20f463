import fc from "fast-check";
import { expect, test } from "vitest";
import { matchesPattern } from "#local/web-pubsub/pattern.ts";

test.each([
  ["chat-*", "chat-1", true],
  ["chat-*", "chat-", true],
  ["chat-*", "chat.1", false],
  ["chat-*", "xchat-1", false],
  ["fleet.p1.*", "fleet.p1.job", true],
  ["fleet.p1.*", "fleet.p1.job.7", false],
  ["fleet.p1.**", "fleet.p1.job.7.log", true],
  ["fleet.p1.**", "fleet.p1", false],
  ["fleet.p1.**", "fleet.p10.job", false],
  ["**", "", true],
  ["rooms.?1", "rooms.a1", true],
  ["rooms.?1", "rooms.1", false],
  ["rooms.?1", "rooms..1", false],
  ["a+b(c)[d]", "a+b(c)[d]", true],
  ["a**z", "a.b.z", true],
  ["*.*.*", "a.b.c", true],
  ["*.*.*", "a.b", false],
])("[LW10] pattern %s on %s: %s", (pattern, name, expected) => {
  expect(matchesPattern(pattern, name)).toBe(expected);
});

test("[LW10] a backslash makes a star, a question mark or a backslash literal", () => {
  expect(matchesPattern(String.raw`a\*b`, "a*b")).toBe(true);
  expect(matchesPattern(String.raw`a\*b`, "aXb")).toBe(false);
  expect(matchesPattern(String.raw`a\?b`, "a?b")).toBe(true);
  expect(matchesPattern(String.raw`a\?b`, "aXb")).toBe(false);
  expect(matchesPattern(String.raw`a\\*`, String.raw`a\tail`)).toBe(true);
  expect(matchesPattern(String.raw`a\b`, String.raw`a\b`)).toBe(true);
});

test("[LW10] a pattern with more than five stars matches nothing", () => {
  expect(matchesPattern("*.*.*.*.*", "a.b.c.d.e")).toBe(true);
  expect(matchesPattern("*.*.*.*.**", "a.b.c.d.e")).toBe(false);
});

test("[LW10] patterns agree with the regular expressions they stand for", () => {
  const piece = fc.constantFrom("a", "b", ".", "*", "?", "**", "\\*", "\\?", "\\\\");
  const name = fc.array(fc.constantFrom("a", "b", ".", "*", "?", "\\"), { maxLength: 8 });
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), name, (pieces, characters) => {
      const pattern = pieces.join("");
      const text = characters.join("");
      const stars = pieces
        .filter((each) => !each.startsWith("\\"))
        .join("")
        .replaceAll(/[^*]/g, "").length;
      expect(matchesPattern(pattern, text)).toBe(stars <= 5 && asRegExp(pattern).test(text));
    }),
    { numRuns: 2_000 },
  );
});

function asRegExp(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\[\\*?]|\*\*|[\s\S]/g, (piece) => {
    if (piece === "**") return ".*";
    if (piece === "*") return "[^.]*";
    if (piece === "?") return "[^.]";
    return `\\u{${piece.at(-1)!.codePointAt(0)!.toString(16)}}`;
  });
  return new RegExp(`^${source}$`, "su");
}
