/** The text that stands in a file of the product, and the text of the mistake. */
export type Edit = { readonly file: string; readonly find: string; readonly replace: string };

/** One mistake, made in the product's own code; where a second line of defence would hide it, that one falls with it. */
export type Mutation = {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** The invariants of which at least one has to show it. */
  readonly caughtBy: readonly string[];
};
