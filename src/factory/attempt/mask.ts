/** A shorter value would hide words that are no secret. */
const SECRET_CHARS_MIN = 8;
const MASK = "***";

export type Mask = (text: string) => string;

/**
 * Replaces every secret in a text: as it is, as JSON writes it, line by line when it has several (a key file is logged
 * that way), and in base64, which is how credentials travel in headers.
 */
export function createMask(secrets: readonly string[]): Mask {
  const parts = secrets.flatMap((secret) => [secret, ...secret.split(/\r?\n/)]);
  const long = parts.filter((part) => part.length >= SECRET_CHARS_MIN);
  const forms = long.flatMap((part) => [
    part,
    JSON.stringify(part).slice(1, -1),
    Buffer.from(part).toString("base64").replace(/=+$/, ""),
  ]);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((masked, form) => masked.replaceAll(form, MASK), text);
}
