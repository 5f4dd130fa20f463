import { matchesPattern } from "./pattern.ts";

const PERMISSIONS = ["joinLeaveGroup", "sendToGroup"] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Whether the text names a permission that a connection can be granted. */
export function isPermission(text: string): text is Permission {
  return PERMISSIONS.some((permission) => permission === text);
}

/** The role that grants a permission for one group, or for every group when none is named. */
export function roleFor(permission: Permission, group: string | undefined): string {
  return group === undefined ? `webpubsub.${permission}` : `webpubsub.${permission}.${group}`;
}

/**
 * Whether a set of roles grants a permission on a group. The plural roles carry a pattern; the singular ones a
 * literal name, so that a group called `a*` can be granted without granting more.
 */
export function allows(roles: ReadonlySet<string>, permission: Permission, group: string): boolean {
  if (roles.has(roleFor(permission, undefined)) || roles.has(roleFor(permission, group))) return true;
  const plural = `webpubsub.${permission}s.`;
  for (const role of roles) {
    if (role.startsWith(plural) && matchesPattern(role.slice(plural.length), group)) return true;
  }
  return false;
}
