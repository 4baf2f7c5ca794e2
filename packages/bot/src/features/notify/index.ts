import type { Dependencies } from "../../dependencies.ts";
import { newMemberId } from "../../discord/gateway/member-event.ts";
import { createDmChannels } from "../../store/dm-channels.ts";
import { createMessages } from "../../store/messages.ts";
import { createRefusalBudget } from "../../store/refusal-budget.ts";
import type { BotFeature } from "../feature.ts";
import { createNotify } from "./notify.ts";
import { createSendToFallbackChannel } from "./send-to-fallback-channel.ts";

type Needed = Pick<
  Dependencies,
  "config" | "db" | "locks" | "plans" | "api" | "readSelfId" | "gatewayStatus" | "step" | "now" | "random"
>;

/** `POST /internal/notify`: tells a user what happened to their subscription. */
export const notify = {
  name: "notify",
  discord: {
    // For the fallback channel; a direct message needs none.
    permissions: ["ViewChannel", "SendMessages", "ReadMessageHistory"],
    permissionsOnlyWith: "MODDY_FALLBACK_CHANNEL_ID",
    // Who joins a server with the bot can be sent direct messages again.
    intents: ["GuildMembers"],
  },
  setUp({ config, db, locks, plans, api, readSelfId, gatewayStatus, step, now, random }: Needed) {
    const { MODDY_GUILD_ID: guildId, MODDY_FALLBACK_CHANNEL_ID: channelId } = config;
    const sending = { api, readSelfId, messages: createMessages(db, now), step };
    const operation = createNotify({
      ...sending,
      dmChannels: createDmChannels(db, now),
      refusals: createRefusalBudget(db, now),
      locks,
      plans,
      isReady: gatewayStatus.isUsable,
      sendToFallbackChannel: channelId ? createSendToFallbackChannel({ ...sending, channelId, now }) : undefined,
      now,
      random,
    });
    return {
      operations: { notify: operation },
      gatewayHandlers: {
        read(payload) {
          const discordId = newMemberId(guildId, payload);
          if (discordId === undefined) return undefined;
          return async (trx) => {
            await createDmChannels(trx, now).reopen(discordId);
            return [];
          };
        },
      },
    };
  },
} as const satisfies BotFeature;
