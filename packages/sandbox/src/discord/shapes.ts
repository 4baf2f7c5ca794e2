import {
  type APIDMChannel,
  type APIGuild,
  type APIGuildMember,
  type APIMessage,
  type APIRole,
  type APITextChannel,
  type APIUser,
  ApplicationCommandType,
  ChannelType,
  type GatewayGuildCreateDispatchData,
  GatewayIntentBits,
  InteractionType,
  MessageType,
} from "discord-api-types/v10";
import type { Channel, DmChannel, Guild, Member, Message, Role, TextChannel, User, World } from "./world.ts";

/** Zero as a number, since the flag types name no zero. */
const NO_FLAGS: number = 0;

export function userShape(user: User): APIUser {
  return {
    id: user.id,
    username: user.username,
    global_name: user.globalName,
    discriminator: user.bot ? "0001" : "0",
    avatar: null,
    avatar_decoration_data: null,
    banner: null,
    accent_color: null,
    primary_guild: null,
    public_flags: NO_FLAGS,
    flags: NO_FLAGS,
    ...(user.bot && { bot: true }),
  };
}

/** The bot as it sees itself. */
export function ownUserShape(user: User): APIUser {
  return { ...userShape(user), mfa_enabled: true, locale: "en-US", verified: true, email: null };
}

export function roleShape(role: Role): APIRole {
  return {
    id: role.id,
    name: role.name,
    permissions: role.permissions.toString(),
    position: role.position,
    color: role.color,
    colors: { primary_color: role.color, secondary_color: null, tertiary_color: null },
    hoist: role.hoist,
    managed: role.managed,
    mentionable: role.mentionable,
    icon: null,
    unicode_emoji: null,
    flags: NO_FLAGS,
    ...(role.botId !== undefined && { tags: { bot_id: role.botId } }),
  };
}

export function memberShape(world: World, member: Member): APIGuildMember {
  const user = world.users.get(member.userId);
  if (user === undefined) throw new Error(`member ${member.userId} is no user`);
  return { ...userlessMemberShape(member), user: userShape(user) };
}

/** A member as messages carry it, beside its user. */
export function userlessMemberShape(member: Member): Omit<APIGuildMember, "user"> {
  return {
    roles: [...member.roleIds],
    nick: member.nick,
    avatar: null,
    banner: null,
    joined_at: member.joinedAt,
    premium_since: null,
    communication_disabled_until: null,
    deaf: false,
    mute: false,
    pending: false,
    flags: NO_FLAGS,
  };
}

/** Roles with the lowest first, as the guild lists them. */
export function rolesShape(guild: Guild): APIRole[] {
  return [...guild.roles.values()].sort((left, right) => left.position - right.position).map(roleShape);
}

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

/** What the gateway sends for each guild after READY; without the presences intent, only the bot's own member. */
export function guildCreateShape(world: World, guild: Guild, largeThreshold: number): GatewayGuildCreateDispatchData {
  const own = guild.members.get(world.application.id);
  if (own === undefined) throw new Error("the bot is not in the guild");
  return {
    ...guildShape(guild),
    joined_at: own.joinedAt,
    large: guild.members.size > largeThreshold,
    unavailable: false,
    member_count: guild.members.size,
    members: [memberShape(world, own)],
    channels: guildChannels(world, guild.id).map(textChannelShape),
    voice_states: [],
    threads: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

export function guildChannels(world: World, guildId: string): TextChannel[] {
  return [...world.channels.values()].filter(
    (channel): channel is TextChannel => channel.kind === "text" && channel.guildId === guildId,
  );
}

export function channelShape(world: World, channel: Channel): APIDMChannel | APITextChannel {
  return channel.kind === "dm" ? dmChannelShape(world, channel) : textChannelShape(channel);
}

export function dmChannelShape(world: World, channel: DmChannel): APIDMChannel {
  const recipient = world.users.get(channel.recipientId);
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

/** A message as it is read; Discord gives a nonce back only when the message is created. */
export function messageShape(world: World, message: Message): APIMessage {
  const user = (id: string) => {
    const found = world.users.get(id);
    return found === undefined ? [] : [userShape(found)];
  };
  const [author] = user(message.authorId);
  if (author === undefined) throw new Error(`author ${message.authorId} is no user`);
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.interactionId === undefined ? MessageType.Default : MessageType.ChatInputCommand,
    author,
    content: message.content,
    timestamp: message.timestamp,
    edited_timestamp: message.editedTimestamp,
    tts: message.tts,
    pinned: false,
    flags: message.flags,
    mention_everyone: message.mentions.everyone,
    mentions: message.mentions.userIds.flatMap(user),
    mention_roles: [...message.mentions.roleIds],
    attachments: [],
    embeds: message.embeds,
    components: message.components,
    ...interactionPart(world, message),
  };
}

function interactionPart(world: World, message: Message): Partial<APIMessage> {
  const interaction = message.interactionId === undefined ? undefined : world.interactions.get(message.interactionId);
  const user = interaction && world.users.get(interaction.userId);
  if (interaction === undefined || user === undefined) return {};
  return {
    application_id: world.application.id,
    webhook_id: world.application.id,
    interaction_metadata: {
      id: interaction.id,
      type: InteractionType.ApplicationCommand,
      user: userShape(user),
      authorizing_integration_owners: {},
      command_type: ApplicationCommandType.ChatInput,
    } as unknown as NonNullable<APIMessage["interaction_metadata"]>,
  };
}

/** A message as its creation is answered and announced. */
export function createdMessageShape(world: World, message: Message): APIMessage {
  return { ...messageShape(world, message), ...(message.nonce !== undefined && { nonce: message.nonce }) };
}

/** The message as a reader with these intents gets it: in guilds, others' text needs the message content intent. */
export function readableBy(
  world: World,
  channel: Channel,
  message: Message,
  shape: APIMessage,
  intents: number,
): APIMessage {
  const own = world.application.id;
  const addressed = message.authorId === own || message.mentions.userIds.includes(own);
  if (channel.kind === "dm" || addressed || (intents & GatewayIntentBits.MessageContent) !== 0) return shape;
  return { ...shape, content: "", embeds: [], components: [], attachments: [] };
}
