import type { Handlers } from "@moddy/internal-api/server";
import type { AdvisoryLocks, BotEnvironment } from "@moddy/runtime";
import type { botOperations } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { Backend } from "./connect-backend.ts";
import type { Discord } from "./connect-discord.ts";
import { createEcho } from "./features/echo/echo.ts";
import { createHealth } from "./features/health/health.ts";
import { createChannelRung } from "./features/notify/channel-rung.ts";
import { createNotify } from "./features/notify/notify.ts";
import { createRolesList } from "./features/roles-list/roles-list.ts";
import { createApplyDifference } from "./features/roles-update/apply-difference.ts";
import { createBringAbout } from "./features/roles-update/bring-about.ts";
import { createExplainRefusal } from "./features/roles-update/explain-refusal.ts";
import { createRolesUpdate } from "./features/roles-update/roles-update.ts";
import type { Plans } from "./plans/plans.ts";
import type { Step } from "./step.ts";
import { createDmChannels } from "./store/dm-channels.ts";
import { createMessages } from "./store/messages.ts";
import { createRefusalBudget } from "./store/refusal-budget.ts";
import { createRoleStates } from "./store/role-states.ts";
import type { BotTables } from "./store/tables.ts";

interface Parts extends Backend {
  readonly config: BotEnvironment;
  readonly plans: Plans;
  readonly version: string;
  readonly db: Kysely<BotTables>;
  readonly locks: AdvisoryLocks;
  readonly discord: Discord;
  /** Whether work that needs Discord is taken. */
  readonly isReady: () => Promise<boolean>;
  readonly step: Step;
  readonly now: () => number;
  readonly random: () => number;
}

/** One handler for each operation that the bot serves. */
export function wireHandlers(parts: Parts): Handlers<typeof botOperations> {
  const { version, backend, now, plans, discord, outbox } = parts;
  return {
    health: createHealth({ version, isHealthy: () => discord.gateway.isHealthy() }),
    echo: createEcho({ version, backend, now }),
    notify: wireNotify(parts),
    rolesUpdate: wireRolesUpdate(parts),
    rolesList: createRolesList({ guildId: parts.config.MODDY_GUILD_ID, api: discord.api, plans }),
    ...outbox.handlers,
  };
}

function wireNotify(parts: Parts): ReturnType<typeof createNotify> {
  const { config, db, now, discord } = parts;
  const sending = { ...parts, api: discord.api, readSelfId: discord.readSelfId, messages: createMessages(db, now) };
  const channelId = config.MODDY_FALLBACK_CHANNEL_ID;
  return createNotify({
    ...sending,
    dmChannels: createDmChannels(db, now),
    refusals: createRefusalBudget(db, now),
    sendToChannel: channelId === undefined ? undefined : createChannelRung({ ...sending, channelId }),
  });
}

function wireRolesUpdate(parts: Parts): ReturnType<typeof createRolesUpdate> {
  const { api, readSelfId } = parts.discord;
  const guildId = parts.config.MODDY_GUILD_ID;
  const bringAbout = createBringAbout({
    ...parts,
    guildId,
    api,
    states: createRoleStates(parts.db, parts.now),
    applyDifference: createApplyDifference(api, createExplainRefusal(api, readSelfId), parts.step),
    managedRoles: parts.plans.managedRoles,
  });
  return createRolesUpdate({ ...parts, guildId, bringAbout });
}
