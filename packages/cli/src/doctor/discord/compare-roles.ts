import type { Role } from "./wire.ts";

/** Whether a role stands above another. Of two on one position the older one does. Source: Discord, "Permission Hierarchy". */
export function isAbove(role: Role, other: Role): boolean {
  if (role.position !== other.position) return role.position > other.position;
  return BigInt(role.id) < BigInt(other.id);
}

/** The highest of these roles. */
export function topRole(roles: readonly Role[]): Role | undefined {
  return roles.reduce<Role | undefined>(
    (top, role) => (top === undefined || isAbove(role, top) ? role : top),
    undefined,
  );
}
