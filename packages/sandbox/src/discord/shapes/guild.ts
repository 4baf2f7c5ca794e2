import type { APIGuild, GatewayGuildCreateDispatchData } from "discord-api-types/v10";
import type { DiscordState, Guild } from "../state.ts";
import { guildChannels, textChannelShape } from "./channel.ts";
import { memberShape } from "./member.ts";
import { rolesShape } from "./role.ts";

export function guildShape(guild: Guild): APIGuild {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    roles: rolesShape(guild),
    ...emptyGuild,
  };
}

const emptyGuild = {
  description: null,
  icon: null,
  home_header: null,
  splash: null,
  discovery_splash: null,
  banner: null,
  features: [],
  emojis: [],
  stickers: [],
  application_id: null,
  region: "deprecated",
  afk_channel_id: null,
  afk_timeout: 300,
  system_channel_id: null,
  system_channel_flags: 0,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 0,
  default_message_notifications: 1,
  mfa_level: 0,
  explicit_content_filter: 0,
  max_presences: null,
  max_members: 500_000,
  max_stage_video_channel_users: 50,
  max_video_channel_users: 25,
  vanity_url_code: null,
  premium_tier: 0,
  premium_subscription_count: 0,
  preferred_locale: "en-US",
  rules_channel_id: null,
  safety_alerts_channel_id: null,
  public_updates_channel_id: null,
  premium_progress_bar_enabled: false,
  nsfw: false,
  nsfw_level: 0,
  hub_type: null,
  latest_onboarding_question_id: null,
  incidents_data: null,
} as unknown as Omit<APIGuild, "id" | "name" | "owner_id" | "roles">;

/** GUILD_CREATE as sent after READY. Its only member is the bot, as without the presences intent. */
export function guildCreateShape(
  state: DiscordState,
  guild: Guild,
  largeThreshold: number,
): GatewayGuildCreateDispatchData {
  const own = guild.members.get(state.application.id);
  if (own === undefined) throw new Error("the bot is not in the guild");
  return {
    ...guildShape(guild),
    joined_at: own.joinedAt,
    large: guild.members.size > largeThreshold,
    unavailable: false,
    member_count: guild.members.size,
    members: [memberShape(state, own)],
    channels: guildChannels(state, guild.id).map(textChannelShape),
    voice_states: [],
    threads: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}
