import { isJsonObject } from "#local/cosmos/json.ts";
import { badRequest, Refusal } from "#local/cosmos/refusal.ts";
import { isArray, type Json, type JsonObject } from "#local/cosmos/sql/value.ts";
import { arrayIndex, type Change, changeAt, childOf, lookUp, withChild, withoutChild } from "./change-at.ts";
import { type PatchOperation } from "./parse-patch.ts";

const SYSTEM_PROPERTIES = new Set(["_rid", "_self", "_etag", "_ts"]);
/** In an array, the place behind the last element. */
const END = "-";

const pathText = (path: readonly string[]): string => `/${path.join("/")}`;
const startsWith = (path: readonly string[], prefix: readonly string[]): boolean =>
  prefix.every((segment, index) => path[index] === segment);

function addTo(value: Json): Change {
  return (parent, key) => {
    if (!isArray(parent)) return withChild(parent, key, value);
    const index = key === END ? parent.length : arrayIndex(key, parent.length);
    return index === null ? badRequest(`Array index '${key}' is out of range.`) : parent.toSpliced(index, 0, value);
  };
}

function setTo(value: Json): Change {
  return (parent, key) => {
    if (!isArray(parent)) return withChild(parent, key, value);
    const index = key === END ? parent.length : arrayIndex(key, parent.length);
    if (index === null) return badRequest(`Array index '${key}' is out of range.`);
    return parent.toSpliced(index, 1, value);
  };
}

function incrementBy(operation: PatchOperation & { readonly value: Json }): Change {
  return (parent, key) => {
    const by = operation.value;
    const where = pathText(operation.path);
    if (typeof by !== "number") return badRequest("Increment needs a number.");
    const current = childOf(parent, key);
    if (current === undefined && isArray(parent)) return badRequest(`Increment: path '${where}' does not exist.`);
    if (current !== undefined && typeof current !== "number") {
      return badRequest(`Increment: the value at '${where}' is not a number.`);
    }
    return withChild(parent, key, (current ?? 0) + by);
  };
}

/** A change that needs something to be there. */
function existing(operation: PatchOperation, change: Change): Change {
  return (parent, key) =>
    childOf(parent, key) === undefined
      ? badRequest(`${operation.verb}: path '${pathText(operation.path)}' does not exist.`)
      : change(parent, key);
}

function move(item: JsonObject, operation: PatchOperation & { readonly from: readonly string[] }): Json | Refusal {
  const value = lookUp(item, operation.from);
  if (value === undefined) return badRequest(`move: path '${pathText(operation.from)}' does not exist.`);
  const without = changeAt(item, operation.from, withoutChild);
  return without instanceof Refusal ? without : changeAt(without, operation.path, addTo(value));
}

function applyOne(item: JsonObject, operation: PatchOperation): Json | Refusal {
  const { path } = operation;
  switch (operation.verb) {
    case "add":
      return changeAt(item, path, addTo(operation.value));
    case "set":
      return changeAt(item, path, setTo(operation.value));
    case "replace": {
      const { value } = operation;
      return changeAt(
        item,
        path,
        existing(operation, (parent, key) => withChild(parent, key, value)),
      );
    }
    case "incr":
      return changeAt(item, path, incrementBy(operation));
    case "remove":
      return changeAt(item, path, existing(operation, withoutChild));
    case "move":
      return move(item, operation);
  }
}

function touchesLocked(path: readonly string[], locked: readonly (readonly string[])[]): boolean {
  return (
    SYSTEM_PROPERTIES.has(path[0] ?? "") || locked.some((other) => startsWith(path, other) || startsWith(other, path))
  );
}

/**
 * The item as the operations make it, one after another; the given one is not changed. 400 when any of them cannot be
 * applied, or touches a locked path (the id, the partition key) or a system property.
 */
export function applyPatch(
  item: JsonObject,
  operations: readonly PatchOperation[],
  locked: readonly (readonly string[])[],
): JsonObject | Refusal {
  let patched = item;
  for (const operation of operations) {
    const touched = operation.verb === "move" ? [operation.path, operation.from] : [operation.path];
    if (touched.some((path) => touchesLocked(path, locked))) {
      return badRequest(
        `Cannot patch path '${pathText(operation.path)}': it is the id, a partition key or a system property.`,
      );
    }
    const next = applyOne(patched, operation);
    if (next instanceof Refusal) return next;
    if (!isJsonObject(next)) throw new Error("Patching an object yields an object.");
    patched = next;
  }
  return patched;
}
