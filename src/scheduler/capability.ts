/**
 * The grammar that manifests, factories and forms share: `namespace:value`, in lower case.
 * A namespace starts with a letter and goes on with letters, digits and `-`; a value starts with a letter or a digit
 * and goes on with those and `.`, `_`, `+`, `-`. Examples: `os:linux`, `engine:claude`, `node:22`, `has:docker`.
 */
export const CAPABILITY_PATTERN = /^[a-z][a-z0-9-]*:[a-z0-9][a-z0-9._+-]*$/;
export const CAPABILITY_LENGTH_MAX = 80;

export type Capability = Readonly<{ namespace: string; value: string }>;

/** The two parts of a token, or null when it does not follow the grammar. */
export function parseCapability(token: string): Capability | null {
  if (token.length > CAPABILITY_LENGTH_MAX || !CAPABILITY_PATTERN.test(token)) return null;
  const colon = token.indexOf(":");
  return { namespace: token.slice(0, colon), value: token.slice(colon + 1) };
}

/** The required tokens that are not offered, in the order in which they are required. */
export function missingCapabilities(required: readonly string[], offered: readonly string[]): readonly string[] {
  return required.filter((token) => !offered.includes(token));
}
