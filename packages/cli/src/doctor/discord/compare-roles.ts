import type { Role } from "./responses.ts";

/** Whether a role is above another. At the same position the older role is above. Source: Discord, "Permission Hierarchy". */
export function isAbove(role: Role, other: Role): boolean {
  if (role.position !== other.position) return role.position > other.position;
  return BigInt(role.id) < BigInt(other.id);
}

/** The highest of these roles. */
export function findTopRole(roles: readonly Role[]): Role | undefined {
  return roles.reduce<Role | undefined>(
    (top, role) => (top === undefined || isAbove(role, top) ? role : top),
    undefined,
  );
}
