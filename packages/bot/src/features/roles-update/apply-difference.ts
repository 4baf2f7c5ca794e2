import type { Outcome } from "@moddy/schemas";
import type { DiscordApi } from "../../discord/api.ts";
import type { RoleDifference } from "../../roles/plan-change.ts";
import type { Step } from "../steps.ts";
import type { ExplainRefusal } from "./explain-refusal.ts";

const MISSING_PERMISSIONS = 50013;

/** What was changed, and the first refusal. */
export interface AppliedDifference {
  readonly added: string[];
  readonly removed: string[];
  readonly refusal: Outcome | undefined;
}

/** Changes a member role by role. A role that Discord refused before is checked before it is tried again. */
export type ApplyDifference = (
  target: { guildId: string; userId: string; reason: string },
  difference: RoleDifference,
  signal: AbortSignal,
) => Promise<AppliedDifference>;

export function createApplyDifference(api: DiscordApi, explain: ExplainRefusal, step: Step): ApplyDifference {
  // A refused call counts towards Discord's ban; reading the guild's roles does not.
  const suspects = new Set<string>();

  async function change(
    target: { guildId: string; userId: string; reason: string },
    kind: "add" | "remove",
    roleId: string,
    signal: AbortSignal,
  ): Promise<Outcome | undefined> {
    if (suspects.has(roleId)) {
      const obstacle = await explain(target.guildId, roleId, signal);
      if (!obstacle.ok) return obstacle.failure.outcome;
      if (obstacle.value) return obstacle.value;
      suspects.delete(roleId);
    }
    const changed = await api.changeRole({ ...target, kind, roleId }, signal);
    await step("roles.written");
    if (changed.ok) return undefined;
    if (changed.failure.code !== MISSING_PERMISSIONS) return changed.failure.outcome;
    suspects.add(roleId);
    const obstacle = await explain(target.guildId, roleId, signal);
    return obstacle.ok ? (obstacle.value ?? "missing_permission") : obstacle.failure.outcome;
  }

  return async (target, { add, remove }, signal) => {
    const added: string[] = [];
    const removed: string[] = [];
    let refusal: Outcome | undefined;
    const steps = [
      ...add.map((roleId) => ["add", roleId, added] as const),
      ...remove.map((roleId) => ["remove", roleId, removed] as const),
    ];
    for (const [kind, roleId, done] of steps) {
      const outcome = await change(target, kind, roleId, signal);
      if (outcome === undefined) done.push(roleId);
      refusal ??= outcome;
    }
    return { added, removed, refusal };
  };
}
