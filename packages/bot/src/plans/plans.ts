import { FREE_PLAN, type PlanCatalogue } from "@moddy/schemas";

/** Which roles come with which plan. */
export interface Plans {
  /** The roles that any plan names; the bot changes no other role. */
  readonly managedRoles: ReadonlySet<string>;
  /** Whether managed roles are taken, too, that we did not give. */
  readonly isStrict: boolean;
  /** The plan's roles; none for `free`; undefined for an unknown plan. */
  rolesOf(plan: string): readonly string[] | undefined;
  /** The plan's name as people see it. */
  nameOf(plan: string): string;
}

/** The plans of a catalogue. */
export function plansOf(catalogue: PlanCatalogue): Plans {
  const byId = new Map(catalogue.plans.map((plan) => [plan.id, plan]));
  return {
    managedRoles: new Set(catalogue.plans.flatMap((plan) => plan.role_ids)),
    isStrict: catalogue.managed_roles === "strict",
    rolesOf: (plan) => (plan === FREE_PLAN ? [] : byId.get(plan)?.role_ids),
    nameOf: (plan) => byId.get(plan)?.name ?? readable(plan),
  };
}

/** The plans without a catalogue: every plan except `free` gives the one role. */
export function singleRolePlans(roleId: string): Plans {
  return {
    managedRoles: new Set([roleId]),
    isStrict: false,
    rolesOf: (plan) => (plan === FREE_PLAN ? [] : [roleId]),
    nameOf: readable,
  };
}

/** `premium_plus` as `Premium Plus`. */
function readable(plan: string): string {
  return plan
    .split(/[_-]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join(" ");
}
