/** The pause after an answer that did not come; it doubles up to the cap. */
export const RETRY_MS = 500;
export const RETRY_CAP_MS = 10_000;
