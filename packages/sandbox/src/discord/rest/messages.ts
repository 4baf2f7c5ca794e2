import { GatewayIntentBits } from "discord-api-types/v10";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { createMessage, deleteMessage, editMessage, findByNonce, listMessages } from "../actions/messages.ts";
import { discordError } from "../errors.ts";
import { findChannel, ownPermissions } from "../find.ts";
import { parseForm, snowflake } from "../form.ts";
import { readMentions } from "../mentions.ts";
import { has } from "../permissions.ts";
import { createdMessageShape, messageShape, readableBy } from "../shapes/message.ts";
import type { Channel, DiscordState, DmChannel, Message } from "../state.ts";
import { type MessageForm, messageParts, readMessageForm, requireContent } from "./message-form.ts";

const listQuery = z.object({
  before: snowflake.optional(),
  after: snowflake.optional(),
  around: snowflake.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

type InChannel = { Params: { channel_id: string } };
type OfMessage = { Params: { channel_id: string; message_id: string } };

export function serveMessages(scope: FastifyInstance, state: DiscordState): void {
  const ownId = state.application.id;
  const read = (channel: Channel, message: Message) => {
    const intents = state.application.intents.messageContent ? GatewayIntentBits.MessageContent : 0;
    return readableBy(state, channel, message, messageShape(state, message), intents);
  };

  scope.get<InChannel>("/channels/:channel_id/messages", ({ params, query }) => {
    const channel = findChannel(state, params.channel_id);
    const range = parseForm(listQuery, query);
    if (!mayReadHistory(state, channel)) return [];
    return listMessages(channel, range).map((message) => read(channel, message));
  });

  scope.get<OfMessage>("/channels/:channel_id/messages/:message_id", ({ params }) => {
    const channel = findChannel(state, params.channel_id);
    if (!mayReadHistory(state, channel)) throw discordError("missingAccess");
    return read(channel, findMessage(channel, params.message_id));
  });

  scope.post<InChannel>("/channels/:channel_id/messages", ({ params, body }) =>
    sendMessage(state, findChannel(state, params.channel_id), body),
  );

  scope.patch<OfMessage>("/channels/:channel_id/messages/:message_id", ({ params, body }) => {
    const channel = findChannel(state, params.channel_id);
    const message = findMessage(channel, params.message_id);
    if (message.authorId !== ownId) throw discordError("notMessageAuthor");
    const form = readMessageForm(body);
    const merged = { content: message.content, embeds: message.embeds, components: message.components, ...form };
    requireContent(merged as typeof form);
    const { flags, ...parts } = messageParts(merged as typeof form);
    editMessage(state, channel, message, { ...parts, ...(typeof form.flags === "number" && { flags }) });
    return messageShape(state, message);
  });

  scope.delete<OfMessage>("/channels/:channel_id/messages/:message_id", ({ params }, reply) => {
    const channel = findChannel(state, params.channel_id);
    const message = findMessage(channel, params.message_id);
    if (message.authorId !== ownId) requireMayDelete(state, channel);
    deleteMessage(state, channel, message);
    return reply.code(204).send();
  });
}

function findMessage(channel: Channel, messageId: string): Message {
  const message = channel.messages.find(({ id }) => id === messageId);
  if (message === undefined) throw discordError("unknownMessage");
  return message;
}

const mayReadHistory = (state: DiscordState, channel: Channel) =>
  channel.kind === "dm" || has(ownPermissions(state, channel), "ReadMessageHistory");

function requireMayDelete(state: DiscordState, channel: Channel): void {
  if (channel.kind === "dm") throw discordError("cannotExecuteOnDm");
  if (!has(ownPermissions(state, channel), "ManageMessages")) throw discordError("missingPermissions");
}

function requireMaySend(state: DiscordState, channel: Channel): void {
  if (channel.kind === "dm") return requireDmAllowed(state, channel);
  if (!has(ownPermissions(state, channel), "SendMessages")) throw discordError("missingPermissions");
}

/** Throws 50007 for bots and closed DMs, 50278 for users who share no guild with the bot. */
function requireDmAllowed(state: DiscordState, { recipientId }: DmChannel): void {
  const recipient = state.users.get(recipientId);
  if (recipient === undefined || recipient.bot) throw discordError("cannotMessageUser");
  const shared = [...state.guilds.values()].some(
    ({ members }) => members.has(recipientId) && members.has(state.application.id),
  );
  if (!shared) throw discordError("noMutualGuild");
  if (!recipient.acceptsDms) throw discordError("cannotMessageUser");
}

function sendMessage(state: DiscordState, channel: Channel, body: unknown) {
  const form = readMessageForm(body);
  requireContent(form);
  requireMaySend(state, channel);
  const existing = findByEnforcedNonce(state, channel, form);
  if (existing !== undefined) return createdMessageShape(state, existing);
  const parts = messageParts(form);
  const message = createMessage(state, channel, {
    ...parts,
    authorId: state.application.id,
    nonce: form.nonce ?? undefined,
    tts: form.tts ?? false,
    mentions: readMentions(state, channel, parts.content, form.allowed_mentions),
  });
  return createdMessageShape(state, message);
}

/** The existing message with this nonce, if the request enforces the nonce. */
function findByEnforcedNonce(
  state: DiscordState,
  channel: Channel,
  { nonce, enforce_nonce: enforced }: MessageForm,
): Message | undefined {
  if (!enforced || nonce === null || nonce === undefined) return undefined;
  return findByNonce(state, channel, state.application.id, nonce);
}
