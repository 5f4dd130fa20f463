type Counts = Readonly<Record<string, number>>;

/** `capabilityFit` and `capability_missing` in the words of a person. */
const words = (name: string): string =>
  name
    .replaceAll(/([A-Z])/g, " $1")
    .replaceAll("_", " ")
    .toLowerCase();

/** The terms of a score, the weightiest first: `capability fit 1.00`. */
export const termsOf = (terms: Counts): readonly string[] =>
  Object.entries(terms)
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .map(([name, value]) => `${words(name)} ${value.toFixed(2)}`);

/** What the claim passed over and why, the commonest reason first; empty when it passed over nothing. */
export function passedOver(dropped: Counts): string {
  const reasons = Object.entries(dropped)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${count} ${words(reason)}`);
  return reasons.join(", ");
}
