import type { Outcome } from "@moddy/schemas";
import type { DiscordApi } from "../../discord/api.ts";
import { type DesiredRoles, roleDifference } from "../../roles/plan-change.ts";
import type { RoleStates } from "../../store/role-states.ts";
import type { Step } from "../steps.ts";
import type { ApplyDifference } from "./apply-difference.ts";

/** What a member's roles are to be. */
export interface ReconcileRequest {
  readonly discordId: string;
  readonly plan: string;
  readonly version: number | undefined;
  readonly desired: DesiredRoles;
}

/** The outcome, and which roles were changed. */
export interface ReconcileResult {
  readonly outcome: Outcome;
  readonly added: string[];
  readonly removed: string[];
}

/** Brings a member to the desired roles; call it with one writer per member at a time. */
export type ReconcileRoles = (request: ReconcileRequest, signal: AbortSignal) => Promise<ReconcileResult>;

export interface ReconcileRolesOptions {
  readonly guildId: string;
  readonly api: Pick<DiscordApi, "readMember">;
  readonly states: Pick<RoleStates, "begin" | "recordApplied">;
  readonly applyDifference: ApplyDifference;
  readonly managedRoles: ReadonlySet<string>;
  readonly step: Step;
}

/** The lock that makes a process the one writer of a member's roles. */
export function rolesLockKey(guildId: string, discordId: string): string {
  return `roles:${guildId}:${discordId}`;
}

/** Reads the member, changes only what differs, and reads back: success is what Discord then shows. */
export function createReconcileRoles(options: ReconcileRolesOptions): ReconcileRoles {
  const { guildId, api, states, applyDifference, managedRoles, step } = options;
  const managedOf = (roles: readonly string[]): string[] => roles.filter((role) => managedRoles.has(role));

  return async ({ discordId, plan, version, desired }, signal) => {
    const member = { guildId, discordId };
    if (!(await states.begin(member, version))) return nothing("superseded");
    await step("roles.begun");
    const before = await api.readMember(guildId, discordId, signal);
    if (!before.ok) return nothing(before.failure.outcome);
    const difference = roleDifference(before.value.roles, desired);
    if (isEmpty(difference)) {
      await states.recordApplied(member, managedOf(before.value.roles));
      return nothing("already_done");
    }
    const managed = managedOf(before.value.roles);
    const target = { ...member, managed, reason: `Moddy: roles of plan ${plan}` };
    const { added, removed, refusal } = await applyDifference(target, difference, signal);
    const after = await api.readMember(guildId, discordId, signal);
    if (!after.ok) return { outcome: after.failure.outcome, added, removed };
    await states.recordApplied(member, managedOf(after.value.roles));
    await step("roles.recorded");
    if (refusal) return { outcome: refusal, added, removed };
    // Somebody else has changed the member in the meantime; the next try starts from there.
    const isReached = isEmpty(roleDifference(after.value.roles, desired));
    return { outcome: isReached ? "delivered" : "discord_unavailable", added, removed };
  };
}

function isEmpty({ add, remove }: { add: readonly string[]; remove: readonly string[] }): boolean {
  return add.length === 0 && remove.length === 0;
}

function nothing(outcome: Outcome): ReconcileResult {
  return { outcome, added: [], removed: [] };
}
