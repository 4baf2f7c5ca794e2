import { type APIDMChannel, type APITextChannel, ChannelType } from "discord-api-types/v10";
import type { Channel, DiscordState, DmChannel, TextChannel } from "../state.ts";
import { NO_FLAGS } from "./no-flags.ts";
import { userShape } from "./user.ts";

export function guildChannels(state: DiscordState, guildId: string): TextChannel[] {
  return [...state.channels.values()].filter(
    (channel): channel is TextChannel => channel.kind === "text" && channel.guildId === guildId,
  );
}

export function channelShape(state: DiscordState, channel: Channel): APIDMChannel | APITextChannel {
  return channel.kind === "dm" ? dmChannelShape(state, channel) : textChannelShape(channel);
}

export function dmChannelShape(state: DiscordState, channel: DmChannel): APIDMChannel {
  const recipient = state.users.get(channel.recipientId);
  return {
    id: channel.id,
    type: ChannelType.DM,
    last_message_id: channel.messages.at(-1)?.id ?? null,
    flags: NO_FLAGS,
    recipients: recipient === undefined ? [] : [userShape(recipient)],
  } as Omit<APIDMChannel, "name"> as APIDMChannel;
}

export function textChannelShape(channel: TextChannel): APITextChannel {
  return {
    id: channel.id,
    type: ChannelType.GuildText,
    guild_id: channel.guildId,
    name: channel.name,
    position: channel.position,
    last_message_id: channel.messages.at(-1)?.id ?? null,
    parent_id: null,
    topic: null,
    nsfw: false,
    rate_limit_per_user: 0,
    flags: NO_FLAGS,
    permission_overwrites: channel.overwrites.map(({ id, type, allow, deny }) => ({
      id,
      type: type === "role" ? 0 : 1,
      allow: allow.toString(),
      deny: deny.toString(),
    })),
  };
}
