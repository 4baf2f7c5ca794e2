import type { Plans } from "../plans/plans.ts";

/** Which managed roles a member must have and must not have. */
export interface DesiredRoles {
  readonly present: ReadonlySet<string>;
  readonly absent: ReadonlySet<string>;
}

/** What has to change. */
export interface RoleDifference {
  readonly add: readonly string[];
  readonly remove: readonly string[];
}

export interface RolesRequest {
  readonly plan: string;
  readonly add_roles?: readonly string[] | null | undefined;
  readonly remove_roles?: readonly string[] | null | undefined;
  readonly version?: number | null | undefined;
}

/** What a request asks for, or what is wrong with it. */
export function desiredRoles(plans: Plans, request: RolesRequest): DesiredRoles | { readonly fault: string } {
  const { add_roles: add, remove_roles: remove } = request;
  if (!add && !remove) return rolesOfPlan(plans, request.plan);
  const ofPlan = typeof request.version === "number" && add && remove ? rolesOfPlan(plans, request.plan) : undefined;
  if (ofPlan && !("fault" in ofPlan)) return asFarAsListed(ofPlan, { adds: add?.length, removes: remove?.length });
  const desired = { present: new Set(add), absent: new Set(remove) };
  const foreign = [...desired.present, ...desired.absent].filter((role) => !plans.managedRoles.has(role));
  if (foreign.length > 0)
    return {
      fault: `No plan of the bot's catalogue names these roles, so it never touches them: ${foreign.join(", ")}. Both services need the same catalogue.`,
    };
  const both = [...desired.present].filter((role) => desired.absent.has(role));
  if (both.length > 0) return { fault: `These roles are to be added and removed at once: ${both.join(", ")}.` };
  return desired;
}

/**
 * Our backend numbers what a user may have, and sends the lists for bots without a catalogue. Its plan says the same, also
 * while one of two catalogues is newer, and to a bot with the single role of MODDY_PREMIUM_ROLE_ID. Only that a list is empty
 * counts here too: then nothing is to be added, or nothing to be taken.
 */
function asFarAsListed(
  ofPlan: DesiredRoles,
  listed: { adds: number | undefined; removes: number | undefined },
): DesiredRoles {
  return { present: listed.adds ? ofPlan.present : new Set(), absent: listed.removes ? ofPlan.absent : new Set() };
}

function rolesOfPlan(plans: Plans, plan: string): DesiredRoles | { readonly fault: string } {
  const roles = plans.rolesOf(plan);
  if (!roles) return { fault: "The bot's plan catalogue knows no such plan; both services need the same one." };
  const present = new Set(roles);
  return { present, absent: new Set([...plans.managedRoles].filter((role) => !present.has(role))) };
}

/**
 * What is desired of a member, without taking roles that are not ours to take.
 * @param ours the roles that we gave and may take; undefined: all managed roles are.
 */
export function withinReach(desired: DesiredRoles, ours: readonly string[] | undefined): DesiredRoles {
  return ours ? { ...desired, absent: new Set(ours.filter((role) => desired.absent.has(role))) } : desired;
}

/** What has to change for a member to have the desired roles. */
export function roleDifference(roles: readonly string[], desired: DesiredRoles): RoleDifference {
  const held = new Set(roles);
  return {
    add: [...desired.present].filter((role) => !held.has(role)),
    remove: [...desired.absent].filter((role) => held.has(role)),
  };
}

/** One role to be given or taken. */
export interface RoleStep {
  readonly kind: "add" | "remove";
  readonly roleId: string;
}

/** The changes of a difference, in their order: roles are added first, so that nobody is without one in between. */
export function roleSteps({ add, remove }: RoleDifference): RoleStep[] {
  return [
    ...add.map((roleId) => ({ kind: "add", roleId }) as const),
    ...remove.map((roleId) => ({ kind: "remove", roleId }) as const),
  ];
}

/** A set of roles after a change. */
export function rolesAfter(roles: readonly string[], { kind, roleId }: RoleStep): string[] {
  const others = roles.filter((role) => role !== roleId);
  return kind === "add" ? [...others, roleId] : others;
}
