import { isJsonObject } from "#local/cosmos/json.ts";
import { isArray, type Json, type JsonObject } from "#local/cosmos/sql/value.ts";
import { splitPath } from "#local/cosmos/path.ts";

type Node = {
  /** What a rule for exactly this path (`/a/?`) says. */
  exact: boolean | null;
  /** What a rule for everything below (`/a/*`) says. */
  deep: boolean | null;
  readonly children: Map<string, Node>;
};
type Place = { readonly node: Node | undefined; readonly covered: boolean };

type IndexPolicyRules = {
  readonly enabled: boolean;
  readonly includedPaths: readonly string[];
  readonly excludedPaths: readonly string[];
};

/** Properties the server adds and does not charge for. */
const FREE_PROPERTIES = new Set(["_etag", "_self", "_attachments"]);
const ARRAY_SEGMENT = "[]";

const newNode = (): Node => ({ exact: null, deep: null, children: new Map() });

function addRule(root: Node, path: string, included: boolean): void {
  const segments = [...splitPath(path)];
  const last = segments.at(-1);
  if (last === "*" || last === "?") segments.pop();
  let node = root;
  for (const segment of segments) {
    const child = node.children.get(segment) ?? newNode();
    node.children.set(segment, child);
    node = child;
  }
  if (last === "*") node.deep = included;
  else node.exact = included;
}

/** Which values of an item are indexed: the longest matching path of the policy decides, an exact one before `/*`. */
export class IndexPolicy {
  readonly #root = newNode();

  constructor(rules: IndexPolicyRules) {
    if (!rules.enabled) return;
    // Excluded ones second: where two rules name the same path, the exclusion wins.
    for (const path of rules.includedPaths) addRule(this.#root, path, true);
    for (const path of rules.excludedPaths) addRule(this.#root, path, false);
  }

  isPathIndexed(path: readonly string[]): boolean {
    let place: Place = { node: this.#root, covered: this.#root.deep ?? false };
    for (const segment of path) place = step(place, segment);
    return place.node?.exact ?? place.covered;
  }

  /** How many indexed values an item has. */
  count(item: JsonObject): number {
    return countNew(item, undefined, { node: this.#root, covered: this.#root.deep ?? false });
  }

  /** How many indexed values `after` has that `before` has not, at the same place. */
  countChanged(before: JsonObject, after: JsonObject): number {
    return countNew(after, before, { node: this.#root, covered: this.#root.deep ?? false });
  }
}

function step(place: Place, segment: string): Place {
  const node = place.node?.children.get(segment);
  return { node, covered: node?.deep ?? place.covered };
}

function countInArray(items: readonly Json[], before: Json | undefined, place: Place): number {
  const inside = step(place, ARRAY_SEGMENT);
  const old = before !== undefined && isArray(before) ? before : [];
  return items.reduce<number>((count, item, index) => count + countNew(item, old[index], inside), 0);
}

function countNew(value: Json, before: Json | undefined, place: Place): number {
  if (isArray(value)) return countInArray(value, before, place);
  if (!isJsonObject(value)) return value !== before && (place.node?.exact ?? place.covered) ? 1 : 0;
  const old = isJsonObject(before) ? before : {};
  let count = 0;
  for (const [name, item] of Object.entries(value)) {
    if (FREE_PROPERTIES.has(name)) continue;
    count += countNew(item, Object.hasOwn(old, name) ? old[name] : undefined, step(place, name));
  }
  return count;
}
