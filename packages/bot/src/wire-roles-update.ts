import type { AdvisoryLocks } from "@moddy/runtime";
import type { Kysely } from "kysely";
import type { Discord } from "./connect-discord.ts";
import { createApplyDifference } from "./features/roles-update/apply-difference.ts";
import { createBringAbout } from "./features/roles-update/bring-about.ts";
import { createExplainRefusal } from "./features/roles-update/explain-refusal.ts";
import { createRolesUpdate } from "./features/roles-update/roles-update.ts";
import type { Plans } from "./plans/plans.ts";
import type { Step } from "./step.ts";
import { createRoleStates } from "./store/role-states.ts";
import type { BotTables } from "./store/tables.ts";

/** Puts the change of roles together. */
export function wireRolesUpdate(parts: {
  guildId: string;
  db: Kysely<BotTables>;
  locks: AdvisoryLocks;
  plans: Plans;
  discord: Discord;
  isReady: () => Promise<boolean>;
  now: () => number;
  step: Step;
}): ReturnType<typeof createRolesUpdate> {
  const { guildId, plans, locks, isReady, now } = parts;
  const { api, readSelfId } = parts.discord;
  const bringAbout = createBringAbout({
    guildId,
    api,
    states: createRoleStates(parts.db, now),
    applyDifference: createApplyDifference(api, createExplainRefusal(api, readSelfId)),
    managedRoles: plans.managedRoles,
    now,
    step: parts.step,
  });
  return createRolesUpdate({ guildId, plans, locks, isReady, bringAbout });
}
