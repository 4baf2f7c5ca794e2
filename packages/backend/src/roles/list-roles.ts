import { FREE_PLAN, MAX_LISTED_ROLES, type Plan } from "@moddy/schemas";

/** What a member gets and loses, as `roles_update` names it. */
export interface RoleLists {
  readonly add_roles: string[];
  readonly remove_roles: string[];
}

/**
 * The lists for a plan: what it gives, and what only other plans give.
 * @returns undefined for a plan that the catalogue does not know: for that nothing is taken from anybody.
 */
export function listRoles(planId: string, plans: readonly Plan[]): RoleLists | undefined {
  const plan = plans.find(({ id }) => id === planId);
  if (!plan && planId !== FREE_PLAN) return undefined;
  const given = new Set(plan?.role_ids);
  const managed = new Set(plans.flatMap(({ role_ids }) => role_ids));
  return { add_roles: [...given], remove_roles: [...managed].filter((role) => !given.has(role)) };
}

function chunksOf(roles: readonly string[]): string[][] {
  const count = Math.max(1, Math.ceil(roles.length / MAX_LISTED_ROLES));
  return Array.from({ length: count }, (_, at) => roles.slice(at * MAX_LISTED_ROLES, (at + 1) * MAX_LISTED_ROLES));
}

/** Splits lists that are too long for one request. Every role is added before the first is removed. */
export function splitLists({ add_roles, remove_roles }: RoleLists): RoleLists[] {
  const added = chunksOf(add_roles);
  const removed = chunksOf(remove_roles);
  return Array.from({ length: added.length + removed.length - 1 }, (_, at) => ({
    add_roles: added[at] ?? [],
    remove_roles: removed[at - (added.length - 1)] ?? [],
  }));
}
