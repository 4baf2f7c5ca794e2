import type { AdvisoryLocks, BotEnvironment } from "@moddy/runtime";
import type { Kysely } from "kysely";
import type { Discord } from "./connect-discord.ts";
import { createChannelRung } from "./features/notify/channel-rung.ts";
import { createNotify } from "./features/notify/notify.ts";
import type { Plans } from "./plans/plans.ts";
import type { Step } from "./step.ts";
import { createDmChannels } from "./store/dm-channels.ts";
import { createMessages } from "./store/messages.ts";
import { createRefusalBudget } from "./store/refusal-budget.ts";
import type { BotTables } from "./store/tables.ts";

/** Puts the notification ladder together. */
export function wireNotify(parts: {
  config: BotEnvironment;
  db: Kysely<BotTables>;
  locks: AdvisoryLocks;
  plans: Plans;
  discord: Discord;
  isReady: () => Promise<boolean>;
  now: () => number;
  step: Step;
}): ReturnType<typeof createNotify> {
  const { config, db, now, discord } = parts;
  const sending = {
    api: discord.api,
    readSelfId: discord.readSelfId,
    messages: createMessages(db, now),
    now,
    step: parts.step,
  };
  const channelId = config.MODDY_FALLBACK_CHANNEL_ID;
  return createNotify({
    ...sending,
    locks: parts.locks,
    plans: parts.plans,
    isReady: parts.isReady,
    dmChannels: createDmChannels(db, now),
    refusals: createRefusalBudget(db, now),
    sendToChannel: channelId === undefined ? undefined : createChannelRung({ ...sending, channelId }),
  });
}
