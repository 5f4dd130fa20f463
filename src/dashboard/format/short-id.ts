const TAIL_CHARS = 6;

/** The end of an id is what tells two apart that were made in the same minute. */
export const shortId = (id: string): string => `…${id.slice(-TAIL_CHARS)}`;

/** A commit id the way git shortens it. */
export const shortSha = (sha: string): string => sha.slice(0, 7);
