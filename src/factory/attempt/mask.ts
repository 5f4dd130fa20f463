/** A shorter value would hide words that are no secret. */
const SECRET_CHARS_MIN = 8;
const MASK = "***";

export type Mask = (text: string) => string;

/** Replaces every secret in a text, also in base64, which is how credentials travel in headers. */
export function createMask(secrets: readonly string[]): Mask {
  const long = secrets.filter((secret) => secret.length >= SECRET_CHARS_MIN);
  const forms = long.flatMap((secret) => [secret, Buffer.from(secret).toString("base64").replace(/=+$/, "")]);
  const longestFirst = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((masked, form) => masked.replaceAll(form, MASK), text);
}
