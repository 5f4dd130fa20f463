/** A broken invariant is a bug, so it throws: the sentence says what was believed to be impossible. */
export function invariant(holds: boolean, sentence: string): asserts holds {
  if (!holds) throw new Error(`Invariant broken: ${sentence}`);
}
