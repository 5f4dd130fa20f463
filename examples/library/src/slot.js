// SPDX-License-Identifier: MIT

/** FNV-1a over the name, started with a seed and mixed once more: the slot of the name in a table of that size. */
export function slotOf(name, seed, size) {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % size;
}
