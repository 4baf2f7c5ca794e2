import { GatewayDispatchEvents, type GatewayDispatchPayload } from "discord.js";

/** Who has joined the guild with this event; undefined for all other events, and for a bot. */
export function newMemberId(guildId: string, payload: GatewayDispatchPayload): string | undefined {
  if (payload.t !== GatewayDispatchEvents.GuildMemberAdd) return undefined;
  return isPersonOf(guildId, payload.d) ? payload.d.user.id : undefined;
}

/** Whether an event is about a person in this guild. */
export function isPersonOf(guildId: string, event: { guild_id: string; user: { bot?: boolean | undefined } }): boolean {
  return event.guild_id === guildId && event.user.bot !== true;
}
