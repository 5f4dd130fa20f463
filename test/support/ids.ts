const ULID_CHARS = 26;

/** A number in the form of a ULID, so that a test can name its documents. */
export const ulidOf = (number: number): string => String(number).padStart(ULID_CHARS, "0");
export const jobIdOf = (number: number): string => `job_${ulidOf(number)}`;
export const factoryIdOf = (number: number): string => `fac_${ulidOf(number)}`;

export const PRODUCT = "demo";
export const NOW_MS = 1_780_000_000_000;
export const SHA = "a".repeat(40);
