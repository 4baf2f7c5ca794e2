import type { botOperations } from "@moddy/schemas";
import type { Contribution, Feature } from "@moddy/service";
import type { GatewayIntentsString, PermissionsString } from "discord.js";
import type { Dependencies } from "../dependencies.ts";
import type { GatewayHandlers } from "../discord/gateway/handlers.ts";

/** What a feature gives to the bot. */
export interface BotContribution extends Contribution<typeof botOperations> {
  /** What it makes of the events of Discord's gateway. */
  readonly gatewayHandlers?: GatewayHandlers;
}

/** One capability of the bot: a folder in `features/`, whose `index.ts` exports it. */
export interface BotFeature extends Feature<Dependencies, BotContribution> {
  readonly discord?: {
    /** Permissions of the bot in its guild. */
    readonly permissions?: readonly PermissionsString[];
    /** Intents, without which the gateway does not send the events. */
    readonly intents?: readonly GatewayIntentsString[];
    /** The variable without which the permissions are not needed. */
    readonly permissionsOnlyWith?: "MODDY_FALLBACK_CHANNEL_ID";
  };
}
