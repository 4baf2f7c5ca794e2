import type { Outcome } from "@moddy/schemas";
import type { DiscordApi } from "../../discord/api.ts";
import type { Attempt } from "../../discord/failure.ts";
import type { Plans } from "../../plans/plans.ts";
import { type DesiredRoles, roleDifference, withinReach } from "../../roles/plan-change.ts";
import type { GivenRoles, GivenSnapshot } from "../../store/given-roles.ts";
import type { MemberKey } from "../../store/member-key.ts";
import type { RoleStates } from "../../store/role-states.ts";
import type { Step } from "../steps.ts";
import type { ApplyDifference } from "./apply-difference.ts";

/** What a member's roles are to be. */
export interface ReconcileRequest {
  readonly discordId: string;
  readonly plan: string;
  readonly version: number | undefined;
  readonly desired: DesiredRoles;
  /** What the caller knows of the roles that we gave, for the case that our own record is older. */
  readonly snapshot?: GivenSnapshot | undefined;
  /** Roles that count as given by us if the member holds them. */
  readonly adopt?: readonly string[] | undefined;
}

/** The outcome, and which roles were changed. */
export interface ReconcileResult {
  readonly outcome: Outcome;
  readonly added: string[];
  readonly removed: string[];
  /** Roles that were to go and stay, since they were given by hand. */
  readonly kept?: string[];
  /** The managed roles that we gave and the member holds; left out if the member was not read. */
  readonly given?: string[];
}

/** Brings a member to the desired roles; call it with one writer per member at a time. */
export type ReconcileRoles = (request: ReconcileRequest, signal: AbortSignal) => Promise<ReconcileResult>;

export interface ReconcileRolesOptions {
  readonly guildId: string;
  readonly api: Pick<DiscordApi, "readMember">;
  readonly states: Pick<RoleStates, "begin" | "recordApplied">;
  readonly givenRoles: Pick<GivenRoles, "settle" | "adopt" | "restore">;
  readonly applyDifference: ApplyDifference;
  readonly plans: Pick<Plans, "managedRoles" | "isStrict">;
  readonly step: Step;
}

/** The lock that makes a process the one writer of a member's roles. */
export function rolesLockKey(guildId: string, discordId: string): string {
  return `roles:${guildId}:${discordId}`;
}

/** A member as they were read. */
interface MemberReading {
  readonly roles: readonly string[];
  readonly managed: readonly string[];
  /** The managed roles among them that we gave. */
  readonly given: string[];
}

/**
 * Reads the member, changes only what differs, and reads back: success is what Discord then shows. Only roles that we gave
 * are taken, unless the plans say that all managed ones are.
 */
export function createReconcileRoles(options: ReconcileRolesOptions): ReconcileRoles {
  const { guildId, api, states, givenRoles, applyDifference, plans, step } = options;
  const managedOf = (roles: readonly string[]): string[] => roles.filter((role) => plans.managedRoles.has(role));

  async function read(member: MemberKey, signal: AbortSignal): Promise<Attempt<MemberReading>> {
    const shown = await api.readMember(guildId, member.discordId, signal);
    if (!shown.ok) return shown;
    const { roles } = shown.value;
    const given = managedOf(await givenRoles.settle(member, roles));
    return { ok: true, value: { roles, managed: managedOf(roles), given } };
  }

  /** Takes over what others know of the roles that we gave. */
  async function adopt(member: MemberKey, { managed, given }: MemberReading, roleIds: readonly string[]) {
    const adopted = managed.filter((role) => roleIds.includes(role) && !given.includes(role));
    await givenRoles.adopt(member, adopted);
    return [...given, ...adopted];
  }

  return async ({ discordId, plan, version, desired, snapshot, adopt: adopted = [] }, signal) => {
    const member = { guildId, discordId };
    if (snapshot) await givenRoles.restore(member, snapshot);
    if (!(await states.begin(member, { plan, version }))) return nothing("superseded");
    await step("roles.begun");
    const before = await read(member, signal);
    if (!before.ok) return nothing(before.failure.outcome);
    const { roles, managed } = before.value;
    const ours = await adopt(member, before.value, adopted);
    const reachable = withinReach(desired, plans.isStrict ? undefined : ours);
    const keptOf = (held: readonly string[]) =>
      held.filter((role) => desired.absent.has(role) && !reachable.absent.has(role));
    const difference = roleDifference(roles, reachable);
    if (isEmpty(difference)) {
      await states.recordApplied(member, managed);
      return { ...nothing("already_done"), kept: keptOf(managed), given: ours };
    }
    const target = { ...member, managed, reason: `Moddy: roles of plan ${plan}` };
    const { added, removed, refusal } = await applyDifference(target, difference, signal);
    const after = await read(member, signal);
    if (!after.ok) return { outcome: after.failure.outcome, added, removed };
    await states.recordApplied(member, after.value.managed);
    await step("roles.recorded");
    const shown = { added, removed, kept: keptOf(after.value.managed), given: after.value.given };
    if (refusal) return { outcome: refusal, ...shown };
    // Somebody else has changed the member in the meantime; the next try starts from there.
    const isReached = isEmpty(roleDifference(after.value.roles, reachable));
    return { outcome: isReached ? "delivered" : "discord_unavailable", ...shown };
  };
}

function isEmpty({ add, remove }: { add: readonly string[]; remove: readonly string[] }): boolean {
  return add.length === 0 && remove.length === 0;
}

function nothing(outcome: Outcome): ReconcileResult {
  return { outcome, added: [], removed: [] };
}
