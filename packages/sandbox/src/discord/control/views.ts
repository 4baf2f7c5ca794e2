import type { Gateway } from "../gateway/index.ts";
import { compareRoles } from "../permissions.ts";
import { guildChannels } from "../shapes/channel.ts";
import type { Channel, DiscordState, Guild, Member, Message, User } from "../state.ts";
import type { ControlDependencies } from "./dependencies.ts";

export function viewUser(state: DiscordState, user: User) {
  const memberships = [...state.guilds.values()].flatMap((guild) => {
    const member = guild.members.get(user.id);
    return member ? [{ guild_id: guild.id, role_ids: member.roleIds }] : [];
  });
  const dm = state.dms.get(user.id);
  return {
    id: user.id,
    username: user.username,
    global_name: user.globalName,
    bot: user.bot,
    accepts_dms: user.acceptsDms,
    guilds: memberships,
    dm: dm ? viewChannel(dm) : null,
  };
}

export function viewMember(state: DiscordState, member: Member) {
  const { userId, roleIds, nick, joinedAt } = member;
  const username = state.users.get(userId)?.username ?? null;
  return { user_id: userId, username, nick, role_ids: roleIds, joined_at: joinedAt };
}

export function viewGuild(state: DiscordState, guild: Guild) {
  return {
    id: guild.id,
    name: guild.name,
    owner_id: guild.ownerId,
    roles: [...guild.roles.values()]
      .sort((left, right) => compareRoles(right, left))
      .map(({ id, name, position, permissions, managed }) => ({
        id,
        name,
        position,
        permissions: permissions.toString(),
        managed,
      })),
    members: [...guild.members.values()].map((member) => viewMember(state, member)),
    channels: guildChannels(state, guild.id).map(viewChannel),
  };
}

/** A channel with its messages, the oldest first. */
export function viewChannel(channel: Channel) {
  const messages = channel.messages.map(viewMessage);
  if (channel.kind === "dm") return { id: channel.id, recipient_id: channel.recipientId, messages };
  return { id: channel.id, guild_id: channel.guildId, name: channel.name, messages };
}

export function viewMessage(message: Message) {
  return {
    id: message.id,
    author_id: message.authorId,
    content: message.content,
    embeds: message.embeds,
    nonce: message.nonce ?? null,
    timestamp: message.timestamp,
    edited_timestamp: message.editedTimestamp,
    mentions: message.mentions,
  };
}

export function viewCounters({ state, gateway, invalidRequests, calls }: ControlDependencies) {
  return {
    rest: { total: calls.total, by_route: calls.byRoute() },
    invalid_requests: {
      count: invalidRequests.count,
      limit: invalidRequests.limit,
      reset_at: invalidRequests.resetAt,
      banned: invalidRequests.banned,
    },
    gateway: viewGateway(gateway),
    role_writes: Object.fromEntries(state.roleWrites),
  };
}

export function viewGateway(gateway: Gateway) {
  return {
    identifies: gateway.budget.total,
    session_start_limit: gateway.budget.limit,
    connections: gateway.connections(),
    sessions: gateway.sessions().map(({ id, intents, shard, seq, transport }) => ({
      id,
      intents,
      shard,
      seq,
      connected: transport !== null,
    })),
    acknowledges_heartbeats: gateway.acknowledges,
    holds_events: gateway.isHolding(),
    heartbeat_interval_ms: gateway.heartbeatIntervalMs,
  };
}

export function viewApplication(state: DiscordState) {
  const { id, tokenValid, intents } = state.application;
  const { presences, members, messageContent } = intents;
  return { id, token_valid: tokenValid, intents: { presences, members, message_content: messageContent } };
}
