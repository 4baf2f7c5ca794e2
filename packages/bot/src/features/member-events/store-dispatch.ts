import type { Outbox } from "@moddy/delivery";
import type { backendOperations } from "@moddy/schemas";
import { GatewayDispatchEvents, type GatewayDispatchPayload } from "discord.js";
import type { Kysely } from "kysely";
import type { StoreDispatch } from "../../gateway/session-keeper.ts";
import type { Step } from "../../step.ts";
import type { DmChannels } from "../../store/dm-channels.ts";
import type { GatewaySessions } from "../../store/gateway-sessions.ts";
import type { BotTables } from "../../store/tables.ts";
import { type MeaningOptions, meaningOf } from "./meaning-of.ts";

export interface StoreDispatchOptions extends MeaningOptions {
  readonly db: Kysely<BotTables>;
  readonly sessions: GatewaySessions;
  readonly outbox: Pick<Outbox<typeof backendOperations>, "enqueue">;
  readonly dmChannels: Pick<DmChannels, "reopen">;
  readonly step: Step;
  /** Called once what the event means is stored. */
  readonly onStored: (payload: GatewayDispatchPayload) => void;
}

/** Stores what a gateway event means, once, before anything else is done about it. */
export function createStoreDispatch(options: StoreDispatchOptions): StoreDispatch {
  const { guildId, db, sessions, outbox, states, dmChannels, onStored, step } = options;
  return async (payload, session) => {
    const { news, echo } = await meaningOf(options, payload);
    if (news.length === 0 && !echo) return false;
    await step("gateway.received");
    if (payload.t === GatewayDispatchEvents.GuildMemberAdd) await dmChannels.reopen(payload.d.user.id);
    const isNew = await db.transaction().execute(async (trx) => {
      if (!(await sessions.claimEvent(trx, session.id, session.sequence))) return false;
      if (echo) await states.arrive(trx, { guildId, discordId: echo.discordId }, echo.roles);
      for (const request of news) {
        await outbox.enqueue(trx, { operation: "eventNotify", discordId: request.discord_id, request });
      }
      return true;
    });
    await step("gateway.stored");
    if (isNew) onStored(payload);
    return true;
  };
}
