const WIDTH = 6;

/** `  12.3`: seconds since the start, so that the lines of a run stand under each other. */
export const renderElapsed = (elapsedMs: number): string => (elapsedMs / 1_000).toFixed(1).padStart(WIDTH);
