import {
  type APIMessage,
  ApplicationCommandType,
  GatewayIntentBits,
  InteractionType,
  MessageType,
} from "discord-api-types/v10";
import type { Channel, DiscordState, Message } from "../state.ts";
import { userShape } from "./user.ts";

/** A message as a read returns it; only the reply to its creation has the nonce. */
export function messageShape(state: DiscordState, message: Message): APIMessage {
  const user = (id: string) => {
    const found = state.users.get(id);
    return found === undefined ? [] : [userShape(found)];
  };
  const [author] = user(message.authorId);
  if (author === undefined) throw new Error(`author ${message.authorId} has no user`);
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
    ...interactionPart(state, message),
  };
}

function interactionPart(state: DiscordState, message: Message): Partial<APIMessage> {
  const interaction = message.interactionId === undefined ? undefined : state.interactions.get(message.interactionId);
  const user = interaction && state.users.get(interaction.userId);
  if (interaction === undefined || user === undefined) return {};
  return {
    application_id: state.application.id,
    webhook_id: state.application.id,
    interaction_metadata: {
      id: interaction.id,
      type: InteractionType.ApplicationCommand,
      user: userShape(user),
      authorizing_integration_owners: {},
      command_type: ApplicationCommandType.ChatInput,
    } as unknown as NonNullable<APIMessage["interaction_metadata"]>,
  };
}

/** A message in the reply to its creation and in MESSAGE_CREATE. */
export function createdMessageShape(state: DiscordState, message: Message): APIMessage {
  return { ...messageShape(state, message), ...(message.nonce !== undefined && { nonce: message.nonce }) };
}

/** The message for a reader with these intents: in guilds, the text of others needs the message content intent. */
export function readableBy(
  state: DiscordState,
  channel: Channel,
  message: Message,
  shape: APIMessage,
  intents: number,
): APIMessage {
  const own = state.application.id;
  const addressed = message.authorId === own || message.mentions.userIds.includes(own);
  if (channel.kind === "dm" || addressed || (intents & GatewayIntentBits.MessageContent) !== 0) return shape;
  return { ...shape, content: "", embeds: [], components: [], attachments: [] };
}
