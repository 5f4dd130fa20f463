import { editDistance } from "./edit-distance.ts";

/**
 * The advertised token that was probably meant, or null when none is like it.
 *
 * A token of the same namespace is always an answer (who asks for `os:linux` wants to hear of `os:macos`). One of
 * another namespace is an answer only when less than half of what was written would have to change. A token without
 * a namespace is compared with the values alone. Equal distances are settled by the alphabet, so that the same fleet
 * always gives the same answer.
 */
export function nearestCapability(token: string, advertised: readonly string[]): string | null {
  const wanted = split(token.trim().toLowerCase());
  let nearest: { token: string; distance: number } | null = null;
  for (const offered of advertised) {
    const distance = distanceBetween(wanted, split(offered));
    if (distance === null) continue;
    if (nearest === null || distance < nearest.distance || (distance === nearest.distance && offered < nearest.token)) {
      nearest = { token: offered, distance };
    }
  }
  return nearest === null ? null : nearest.token;
}

/** What changing the namespace costs beyond its letters: a wrong value is likelier than a wrong namespace. */
const OTHER_NAMESPACE_COST = 1;

type Parts = Readonly<{ namespace: string | null; value: string }>;

function split(token: string): Parts {
  const colon = token.indexOf(":");
  return colon < 0
    ? { namespace: null, value: token }
    : { namespace: token.slice(0, colon), value: token.slice(colon + 1) };
}

function distanceBetween(wanted: Parts, offered: Parts): number | null {
  const ofValues = editDistance(wanted.value, offered.value);
  if (wanted.namespace === offered.namespace) return ofValues;
  const ofNamespaces =
    wanted.namespace === null || offered.namespace === null ? 0 : editDistance(wanted.namespace, offered.namespace);
  const distance = ofValues + ofNamespaces + OTHER_NAMESPACE_COST;
  const lengthWritten = wanted.value.length + (wanted.namespace === null ? 0 : wanted.namespace.length + 1);
  return distance * 2 <= lengthWritten ? distance : null;
}
