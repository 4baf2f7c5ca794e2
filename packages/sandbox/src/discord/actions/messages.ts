import { type APIEmbed, type APIMessageTopLevelComponent, GatewayIntentBits } from "discord-api-types/v10";
import { dmChannelShape } from "../shapes/channel.ts";
import { userlessMemberShape } from "../shapes/member.ts";
import { createdMessageShape, messageShape, readableBy } from "../shapes/message.ts";
import { compareSnowflakes, snowflakeTime } from "../snowflake.ts";
import {
  type Channel,
  type DiscordState,
  type DmChannel,
  dispatch,
  isoTime,
  type Mentions,
  type Message,
} from "../state.ts";

/** Discord promises uniqueness of an enforced nonce for "the past few minutes". */
const NONCE_WINDOW_MS = 5 * 60_000;

export interface MessageInput {
  readonly authorId: string;
  readonly content: string;
  readonly embeds?: APIEmbed[];
  readonly components?: APIMessageTopLevelComponent[];
  readonly nonce?: string | number | undefined;
  readonly flags?: number;
  readonly tts?: boolean;
  readonly mentions?: Mentions;
  readonly interactionId?: string;
}

/** Returns the DM between the bot and a user, and opens it when there is none. */
export function openDm(state: DiscordState, recipientId: string): DmChannel {
  const open = state.dms.get(recipientId);
  if (open !== undefined) return open;
  const channel: DmChannel = { kind: "dm", id: state.nextId(), recipientId, messages: [] };
  state.channels.set(channel.id, channel);
  state.dms.set(recipientId, channel);
  dispatch(state, {
    t: "CHANNEL_CREATE",
    intents: GatewayIntentBits.DirectMessages,
    data: () => dmChannelShape(state, channel),
  });
  return channel;
}

/** The author's message with this nonce from the last five minutes. */
export function findByNonce(
  state: DiscordState,
  channel: Channel,
  authorId: string,
  nonce: string | number,
): Message | undefined {
  const since = state.now() - NONCE_WINDOW_MS;
  return channel.messages.findLast(
    (message) => message.authorId === authorId && message.nonce === nonce && snowflakeTime(message.id) >= since,
  );
}

/** Stores the message in the channel and dispatches it. */
export function createMessage(state: DiscordState, channel: Channel, input: MessageInput): Message {
  const message: Message = {
    id: state.nextId(),
    channelId: channel.id,
    authorId: input.authorId,
    content: input.content,
    embeds: input.embeds ?? [],
    components: input.components ?? [],
    nonce: input.nonce,
    timestamp: isoTime(state),
    editedTimestamp: null,
    flags: input.flags ?? 0,
    tts: input.tts ?? false,
    mentions: input.mentions ?? { userIds: [], roleIds: [], everyone: false },
    ...(input.interactionId !== undefined && { interactionId: input.interactionId }),
  };
  channel.messages.push(message);
  announceMessage(state, channel, message, "MESSAGE_CREATE");
  state.activity.publish("discord.message_created", {
    channel_id: channel.id,
    channel: channel.kind === "dm" ? "dm" : channel.name,
    message_id: message.id,
    author_id: message.authorId,
    ...(channel.kind === "dm" && { recipient_id: channel.recipientId }),
    content: message.content,
    embeds: message.embeds,
  });
  return message;
}

/** Changes the text or the embeds of a message. */
export function editMessage(
  state: DiscordState,
  channel: Channel,
  message: Message,
  changes: Partial<Pick<Message, "content" | "embeds" | "components" | "flags">>,
): void {
  Object.assign(message, changes, { editedTimestamp: isoTime(state) });
  announceMessage(state, channel, message, "MESSAGE_UPDATE");
}

export function deleteMessage(state: DiscordState, channel: Channel, message: Message): void {
  channel.messages.splice(channel.messages.indexOf(message), 1);
  dispatch(state, {
    t: "MESSAGE_DELETE",
    ...audience(channel),
    data: () => ({ id: message.id, channel_id: channel.id, ...guildPart(channel) }),
  });
}

export interface MessageRange {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly around?: string | undefined;
  readonly limit: number;
}

/** A page of the channel's messages, always newest first. */
export function listMessages(channel: Channel, { before, after, around, limit }: MessageRange): Message[] {
  const older = (id: string) => channel.messages.filter((message) => compareSnowflakes(message.id, id) < 0);
  const newer = (id: string) => channel.messages.filter((message) => compareSnowflakes(message.id, id) > 0);
  const page = () => {
    if (around !== undefined) {
      const half = Math.floor(limit / 2);
      const middle = channel.messages.filter(({ id }) => id === around);
      return [...(half > 0 ? older(around).slice(-half) : []), ...middle, ...newer(around).slice(0, half)].slice(
        0,
        limit,
      );
    }
    if (after !== undefined) return newer(after).slice(0, limit);
    return (before === undefined ? channel.messages : older(before)).slice(-limit);
  };
  return page().reverse();
}

const guildPart = (channel: Channel) => (channel.kind === "text" ? { guild_id: channel.guildId } : {});

const audience = (channel: Channel) =>
  channel.kind === "text"
    ? { intents: GatewayIntentBits.GuildMessages, guildId: channel.guildId }
    : { intents: GatewayIntentBits.DirectMessages };

function announceMessage(
  state: DiscordState,
  channel: Channel,
  message: Message,
  t: "MESSAGE_CREATE" | "MESSAGE_UPDATE",
): void {
  dispatch(state, {
    t,
    ...audience(channel),
    data: (intents) => {
      const shape = t === "MESSAGE_CREATE" ? createdMessageShape(state, message) : messageShape(state, message);
      const member =
        channel.kind === "text" ? state.guilds.get(channel.guildId)?.members.get(message.authorId) : undefined;
      return {
        ...readableBy(state, channel, message, shape, intents),
        ...guildPart(channel),
        ...(member && { member: userlessMemberShape(member) }),
      };
    },
  });
}
