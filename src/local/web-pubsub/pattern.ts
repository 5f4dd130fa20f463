import { PATTERN_STARS_MAX } from "./limits.ts";

type Step =
  | { readonly kind: "literal"; readonly character: string }
  | { readonly kind: "one-in-segment" }
  | { readonly kind: "many-in-segment" }
  | { readonly kind: "many" };

const ESCAPABLE = new Set(["\\", "*", "?"]);

/**
 * Whether a group name matches a role pattern: `*` stands for any characters of one dot-separated segment, `**` for
 * any characters at all, `?` for one character that is not a dot, and a backslash makes the next of `\ * ?` literal.
 * A pattern with more stars than Azure allows matches nothing.
 */
export function matchesPattern(pattern: string, name: string): boolean {
  const steps = readSteps(pattern);
  if (steps === undefined) return false;
  // The set of reachable steps is walked, not a regular expression: its cost cannot explode on a hostile pattern.
  let reached = skipStars(steps, new Set([0]));
  for (const character of name) reached = skipStars(steps, advance(steps, reached, character));
  return reached.has(steps.length);
}

function readSteps(pattern: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  const characters = Array.from(pattern);
  let stars = 0;
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? "";
    const next = characters[at + 1];
    if (character === "\\" && next !== undefined && ESCAPABLE.has(next)) {
      steps.push({ kind: "literal", character: next });
      at += 1;
    } else if (character === "*" && next === "*") {
      steps.push({ kind: "many" });
      stars += 2;
      at += 1;
    } else if (character === "*") {
      steps.push({ kind: "many-in-segment" });
      stars += 1;
    } else if (character === "?") {
      steps.push({ kind: "one-in-segment" });
    } else {
      steps.push({ kind: "literal", character });
    }
  }
  return stars > PATTERN_STARS_MAX ? undefined : steps;
}

function advance(steps: readonly Step[], reached: ReadonlySet<number>, character: string): Set<number> {
  const after = new Set<number>();
  for (const at of reached) {
    const step = steps[at];
    if (step !== undefined && accepts(step, character)) {
      after.add(step.kind === "many" || step.kind === "many-in-segment" ? at : at + 1);
    }
  }
  return after;
}

function accepts(step: Step, character: string): boolean {
  if (step.kind === "literal") return step.character === character;
  return step.kind === "many" || character !== ".";
}

/** A star may stand for nothing, so the step behind it is reachable as soon as the star is. */
function skipStars(steps: readonly Step[], reached: Set<number>): Set<number> {
  // A Set that grows while it is iterated also visits what was added, which follows runs of stars to their end.
  for (const at of reached) {
    const kind = steps[at]?.kind;
    if (kind === "many" || kind === "many-in-segment") reached.add(at + 1);
  }
  return reached;
}
