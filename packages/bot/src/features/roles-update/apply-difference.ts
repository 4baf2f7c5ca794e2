import { isFinal, type Outcome } from "@moddy/schemas";
import type { DiscordApi } from "../../discord/api.ts";
import { type RoleDifference, type RoleStep, roleSteps, rolesAfter } from "../../roles/plan-change.ts";
import type { MemberKey } from "../../store/member-key.ts";
import type { RoleStates } from "../../store/role-states.ts";
import type { Step } from "../steps.ts";
import type { ExplainRefusal } from "./explain-refusal.ts";

const MISSING_PERMISSIONS = 50013;

/** The member whose roles change. */
export interface ApplyTarget extends MemberKey {
  /** The managed roles that the member holds. */
  readonly managed: readonly string[];
  /** For the guild's audit log: no personal data. */
  readonly reason: string;
}

/** What was changed, and what was refused: of several refusals one that passes with time. */
export interface AppliedDifference {
  readonly added: string[];
  readonly removed: string[];
  readonly refusal: Outcome | undefined;
}

/**
 * Changes a member role by role. A role that Discord refused before is checked before it is tried again. No role is taken
 * while one that is to come in its place is missing: a failed upgrade leaves what was there.
 */
export type ApplyDifference = (
  target: ApplyTarget,
  difference: RoleDifference,
  signal: AbortSignal,
) => Promise<AppliedDifference>;

export interface ApplyDifferenceOptions {
  readonly api: Pick<DiscordApi, "changeRole">;
  readonly states: Pick<RoleStates, "expect" | "withdraw">;
  readonly explainRefusal: ExplainRefusal;
  readonly step: Step;
}

/** Of two refusals the one that is tried again, otherwise the first. */
function worthAnotherTry(first: Outcome | undefined, second: Outcome | undefined): Outcome | undefined {
  if (!first || !second) return first ?? second;
  return isFinal(first) && !isFinal(second) ? second : first;
}

export function createApplyDifference(options: ApplyDifferenceOptions): ApplyDifference {
  const { api, states, explainRefusal, step } = options;
  // A refused call counts towards Discord's ban; reading the guild's roles does not.
  const suspects = new Set<string>();

  /** Why a suspect role still cannot be changed; undefined for all others. */
  async function findObstacle(guildId: string, roleId: string, signal: AbortSignal): Promise<Outcome | undefined> {
    if (!suspects.has(roleId)) return undefined;
    const obstacle = await explainRefusal(guildId, roleId, signal);
    if (!obstacle.ok) return obstacle.failure.outcome;
    if (!obstacle.value) suspects.delete(roleId);
    return obstacle.value;
  }

  /** Records the change before it is made: otherwise its event could arrive first and look like a change by somebody else. */
  async function change(target: ApplyTarget, roleStep: RoleStep, signal: AbortSignal): Promise<Outcome | undefined> {
    const { guildId, discordId, managed, reason } = target;
    const { roleId } = roleStep;
    const obstacle = await findObstacle(guildId, roleId, signal);
    if (obstacle) return obstacle;
    const expected = await states.expect(target, { before: managed, after: rolesAfter(managed, roleStep) });
    await step("roles.announced");
    const changed = await api.changeRole({ ...roleStep, guildId, userId: discordId, reason }, signal);
    await step("roles.written");
    if (changed.ok) return undefined;
    if (!changed.failure.uncertain) await states.withdraw(expected);
    if (changed.failure.code !== MISSING_PERMISSIONS) return changed.failure.outcome;
    suspects.add(roleId);
    return (await findObstacle(guildId, roleId, signal)) ?? "missing_permission";
  }

  return async (target, difference, signal) => {
    let { managed } = target;
    let refusal: Outcome | undefined;
    const done = { add: [] as string[], remove: [] as string[] };
    for (const roleStep of roleSteps(difference)) {
      if (roleStep.kind === "remove" && done.add.length < difference.add.length) break;
      const outcome = await change({ ...target, managed }, roleStep, signal);
      refusal = worthAnotherTry(refusal, outcome);
      if (outcome !== undefined) continue;
      managed = rolesAfter(managed, roleStep);
      done[roleStep.kind].push(roleStep.roleId);
    }
    return { added: done.add, removed: done.remove, refusal };
  };
}
