import type { Plan } from "@moddy/schemas";

/** A member as Discord shows them: the managed roles they hold. */
export interface MemberRoles {
  readonly discord_id: string;
  readonly role_ids: readonly string[];
  /** Those that the bot gave, as far as it knows. */
  readonly given_role_ids?: readonly string[] | undefined;
}

/** The members of a guild, and which of their managed roles may be taken. */
export interface GuildRoles {
  readonly members: readonly MemberRoles[];
  readonly managedRoleIds: readonly string[];
  /** Whether all of them may be taken, also those that were given by hand. */
  readonly isStrict: boolean;
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
  /** Managed roles that members hold now and that may be taken. */
  readonly held: number;
  readonly wouldAdd: number;
  readonly wouldRemove: number;
  /** Roles that members hold beyond their plans, and keep: they were given by hand. */
  readonly kept: number;
  /** Those of `wouldRemove` that users hold whom the database does not know. */
  readonly wouldRemoveUnknown: number;
  readonly differences: RoleDifference[];
}

/**
 * Compares the managed roles that members hold with those that their plans name.
 * @param knownPlans the plan of every Discord user that the database knows, `free` included.
 * @param recorded the roles that the bot said it gave: its own record may be lost.
 */
export function compareRoles(
  { members, managedRoleIds, isStrict }: GuildRoles,
  knownPlans: ReadonlyMap<string, string>,
  plans: readonly Plan[],
  recorded: ReadonlyMap<string, readonly string[]>,
): RoleComparison {
  const rolesOf = new Map(
    plans.map(({ id, role_ids }) => [id, role_ids.filter((role) => managedRoleIds.includes(role))]),
  );
  const compared = members.map(({ discord_id, role_ids, given_role_ids = [] }) => {
    const ours = new Set([...given_role_ids, ...(recorded.get(discord_id) ?? [])]);
    const takeable = role_ids.filter((role) => isStrict || ours.has(role));
    const desired = rolesOf.get(knownPlans.get(discord_id) ?? "") ?? [];
    const add_roles = desired.filter((role) => !role_ids.includes(role));
    const surplus = role_ids.filter((role) => !desired.includes(role));
    const remove_roles = surplus.filter((role) => takeable.includes(role));
    return { discord_id, add_roles, remove_roles, held: takeable.length, kept: surplus.length - remove_roles.length };
  });
  const unknown = compared.filter(({ discord_id }) => !knownPlans.has(discord_id));
  return {
    members: members.length,
    held: sum(compared, ({ held }) => held),
    wouldAdd: sum(compared, ({ add_roles }) => add_roles.length),
    wouldRemove: sum(compared, ({ remove_roles }) => remove_roles.length),
    kept: sum(compared, ({ kept }) => kept),
    wouldRemoveUnknown: sum(unknown, ({ remove_roles }) => remove_roles.length),
    differences: compared
      .filter(({ add_roles, remove_roles }) => add_roles.length + remove_roles.length > 0)
      .map(({ discord_id, add_roles, remove_roles }) => ({ discord_id, add_roles, remove_roles })),
  };
}

function sum<T>(of: readonly T[], count: (each: T) => number): number {
  return of.reduce((total, each) => total + count(each), 0);
}
