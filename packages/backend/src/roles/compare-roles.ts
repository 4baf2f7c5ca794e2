import type { Plan } from "@moddy/schemas";

/** A member as Discord shows them: the managed roles they hold. */
export interface MemberRoles {
  readonly discord_id: string;
  readonly role_ids: readonly string[];
}

/** What has to change for one member. */
export interface RoleDifference {
  readonly discord_id: string;
  readonly add_roles: string[];
  readonly remove_roles: string[];
}

/** What Discord shows, compared with what the database says. */
export interface RoleComparison {
  readonly members: number;
  /** Managed roles that members hold now. */
  readonly held: number;
  readonly wouldAdd: number;
  readonly wouldRemove: number;
  /** Those of `wouldRemove` that users hold whom the database does not know. */
  readonly wouldRemoveUnknown: number;
  readonly differences: RoleDifference[];
}

/**
 * Compares the managed roles that members hold with those that their plans name.
 * @param knownPlans the plan of every Discord user that the database knows, `free` included.
 */
export function compareRoles(
  guild: { readonly members: readonly MemberRoles[]; readonly managedRoleIds: readonly string[] },
  knownPlans: ReadonlyMap<string, string>,
  plans: readonly Plan[],
): RoleComparison {
  const { members, managedRoleIds } = guild;
  const rolesOf = new Map(
    plans.map(({ id, role_ids }) => [id, role_ids.filter((role) => managedRoleIds.includes(role))]),
  );
  const differences = members.flatMap(({ discord_id, role_ids }): RoleDifference[] => {
    const desired = rolesOf.get(knownPlans.get(discord_id) ?? "") ?? [];
    const add_roles = desired.filter((role) => !role_ids.includes(role));
    const remove_roles = role_ids.filter((role) => !desired.includes(role));
    return add_roles.length + remove_roles.length > 0 ? [{ discord_id, add_roles, remove_roles }] : [];
  });
  const removals = (of: RoleDifference[]) => of.reduce((sum, { remove_roles }) => sum + remove_roles.length, 0);
  return {
    members: members.length,
    held: members.reduce((sum, { role_ids }) => sum + role_ids.length, 0),
    wouldAdd: differences.reduce((sum, { add_roles }) => sum + add_roles.length, 0),
    wouldRemove: removals(differences),
    wouldRemoveUnknown: removals(differences.filter(({ discord_id }) => !knownPlans.has(discord_id))),
    differences,
  };
}
