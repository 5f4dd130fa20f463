import { PATTERN_CACHE_MAX } from "./limits.ts";
import { SqlError } from "./sql-error.ts";

const cache = new Map<string, RegExp>();

function compile(source: string, flags: string, pattern: string): RegExp {
  const key = `${flags}/${source}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (cache.size >= PATTERN_CACHE_MAX) cache.clear();
  try {
    const made = new RegExp(source, flags);
    cache.set(key, made);
    return made;
  } catch {
    throw new SqlError("SC2050", `The pattern '${pattern}' is not valid.`, null);
  }
}

const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");

/** The inside of `[...]`: single characters, ranges `a-z`, and `^` in front for everything else. */
function characterSet(inside: string): string {
  const negated = inside.startsWith("^");
  const members = inside.slice(negated ? 1 : 0).replaceAll(/[\\\]^]/g, "\\$&");
  return `[${negated ? "^" : ""}${members}]`;
}

function likeSource(pattern: string, escape: string): string {
  let source = "";
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern.charAt(at);
    const close = character === "[" ? pattern.indexOf("]", at + 2) : -1;
    if (escape !== "" && character === escape && at + 1 < pattern.length) {
      at += 1;
      source += quoted(pattern.charAt(at));
    } else if (character === "%") source += "[\\s\\S]*";
    else if (character === "_") source += "[\\s\\S]";
    else if (close > 0) {
      source += characterSet(pattern.slice(at + 1, close));
      at = close;
    } else source += quoted(character);
  }
  return source;
}

/**
 * A test for LIKE: `%` any text, `_` any character, `[a-f]` and `[^a-f]` one of a set, and after the character
 * `escape` (or "") the next one itself.
 */
export function likeTest(pattern: string, escape: string): (text: string) => boolean {
  const regex = compile(`^${likeSource(pattern, escape)}$`, "", pattern);
  return (text) => regex.test(text);
}

/** REGEXMATCH with the modifiers i, m, s and x (x drops blanks from the pattern). Refuses what is no pattern. */
export function matchesRegex(text: string, pattern: string, modifiers: string): boolean {
  const flags = [...new Set(modifiers)].filter((flag) => "ims".includes(flag)).join("");
  const source = modifiers.includes("x") ? pattern.replaceAll(/\s+/g, "") : pattern;
  return compile(source, flags, pattern).test(text);
}
