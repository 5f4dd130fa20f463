/** One page of changes, and where the next page begins. */
export type FeedPage = Readonly<{ documents: readonly unknown[]; continuation: string }>;

/** One range of a container's change feed. */
export type FeedRange = Readonly<{
  id: string;
  /** Reads the page after `continuation`; null starts the feed at its configured beginning. */
  read(continuation: string | null): Promise<FeedPage>;
}>;

/** Where a function has got to in one range. */
export type Checkpoint = Readonly<{ read(): Promise<string | null>; write(continuation: string): Promise<void> }>;

/** A container's change feed with its checkpoints. */
export type FeedSource = Readonly<{
  ranges: ReadonlyArray<Readonly<{ range: FeedRange; checkpoint: Checkpoint }>>;
  close(): void;
}>;
