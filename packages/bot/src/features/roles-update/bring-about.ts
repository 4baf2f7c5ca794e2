import type { Outcome } from "@moddy/schemas";
import type { DiscordApi } from "../../discord/api.ts";
import type { Step } from "../../step.ts";
import type { RoleStates } from "../../store/role-states.ts";
import type { ApplyDifference } from "./apply-difference.ts";
import { differenceOf, statesOnTheWay, type WantedRoles } from "./plan-change.ts";

/** How long after a change its events may still arrive, in milliseconds. */
const ECHO_MS = 30_000;

export interface RoleOrder {
  readonly discordId: string;
  readonly plan: string;
  readonly version: number | undefined;
  readonly wanted: WantedRoles;
}

/** What became of an order. */
export interface Brought {
  readonly outcome: Outcome;
  readonly added: string[];
  readonly removed: string[];
}

/** Carries an order out; to be called by one writer per member at a time. */
export type BringAbout = (order: RoleOrder, signal: AbortSignal) => Promise<Brought>;

export interface BringAboutOptions {
  readonly guildId: string;
  readonly api: DiscordApi;
  readonly states: RoleStates;
  readonly applyDifference: ApplyDifference;
  readonly managedRoles: ReadonlySet<string>;
  readonly now: () => number;
  readonly step: Step;
}

/** The lock that makes a process the one writer of a member's roles. */
export function rolesLockKey(guildId: string, discordId: string): string {
  return `roles:${guildId}:${discordId}`;
}

/** Reads the member, changes only what differs, and reads back before it says that it is so. */
export function createBringAbout(options: BringAboutOptions): BringAbout {
  const { guildId, api, states, applyDifference, managedRoles, now, step } = options;
  const managedOf = (roles: readonly string[]): string[] => roles.filter((role) => managedRoles.has(role));

  return async ({ discordId, plan, version, wanted }, signal) => {
    const member = { guildId, discordId };
    if (!(await states.begin(member, version))) return nothing("superseded");
    await step("roles.begun");
    const before = await api.readMember(guildId, discordId, signal);
    if (!before.ok) return nothing(before.failure.outcome);
    const difference = differenceOf(before.value.roles, wanted);
    if (isEmpty(difference)) {
      await states.recordApplied(member, managedOf(before.value.roles));
      return nothing("already_done");
    }
    const onTheWay = statesOnTheWay(managedOf(before.value.roles), difference);
    await states.expect(member, onTheWay, new Date(now() + ECHO_MS));
    await step("roles.announced");
    const target = { guildId, userId: discordId, reason: `Moddy: roles of plan ${plan}` };
    const { added, removed, refusal } = await applyDifference(target, difference, signal);
    const after = await api.readMember(guildId, discordId, signal);
    if (!after.ok) return { outcome: after.failure.outcome, added, removed };
    await states.recordApplied(member, managedOf(after.value.roles));
    await step("roles.recorded");
    if (refusal) return { outcome: refusal, added, removed };
    // Somebody else changed the member meanwhile: the next try starts from what is there then.
    const settled = isEmpty(differenceOf(after.value.roles, wanted));
    return { outcome: settled ? "delivered" : "discord_unavailable", added, removed };
  };
}

function isEmpty({ add, remove }: { add: readonly string[]; remove: readonly string[] }): boolean {
  return add.length === 0 && remove.length === 0;
}

function nothing(outcome: Outcome): Brought {
  return { outcome, added: [], removed: [] };
}
