import { FREE_PLAN } from "@moddy/schemas";
import type { Plans } from "../../plans/plans.ts";
import type { DatedRole } from "../../store/given-roles.ts";

/** How many roles are shown: Discord takes 2,000 characters. */
const SHOWN = 20;

/** A member as they are, and what is recorded of them. */
export interface MemberRecord {
  readonly discordId: string;
  readonly roles: readonly string[];
  /** The plan of the last update; null before the first one. */
  readonly plan: string | null;
  readonly given: readonly DatedRole[];
}

/** What `/roles` answers. */
export function rolesText(plans: Plans, { discordId, roles, plan, given }: MemberRecord): string {
  const ofPlan = (plan === null ? undefined : plans.rolesOf(plan)) ?? [];
  const held = roles.filter((role) => plans.managedRoles.has(role));
  const missing = ofPlan.filter((role) => !held.includes(role));
  const byId = new Map(given.map((role) => [role.roleId, role]));
  const lines = [
    ...held.map(
      (role) => `- <@&${role}>: ${originOf(byId.get(role))}${ofPlan.includes(role) ? "; the plan gives it" : ""}`,
    ),
    ...missing.map((role) => `- <@&${role}>: not there, though the plan gives it`),
  ];
  const rest = lines.length > SHOWN ? [`- and ${lines.length - SHOWN} more`] : [];
  const heading = lines.length === 0 ? `<@${discordId}> holds no role of a plan.` : `Roles of <@${discordId}>:`;
  const rule = plans.isStrict
    ? "`managed_roles` is `strict`: roles that were given by hand are taken, too."
    : "Roles that were given by hand are left alone.";
  return [heading, ...lines.slice(0, SHOWN), ...rest, planText(plans, plan), rule].join("\n");
}

function originOf(given: DatedRole | undefined): string {
  if (!given) return "given by hand";
  if (given.state === "intended") return "Moddy is about to give it";
  return given.givenAt
    ? `given by Moddy on <t:${Math.floor(given.givenAt.getTime() / 1000)}:f>`
    : "given by Moddy before it kept dates";
}

function planText(plans: Plans, plan: string | null): string {
  if (plan === null) return "Plan: not known yet; `/sync` by the member asks for it.";
  if (plan === FREE_PLAN) return "Plan: none.";
  return `Plan: ${plans.nameOf(plan)}.`;
}
