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
import type { Channel, DmChannel, Message, World } from "../world.ts";
import { type MessageForm, messageParts, readMessageForm, requireSomething } from "./message-form.ts";

const listQuery = z.object({
  before: snowflake.optional(),
  after: snowflake.optional(),
  around: snowflake.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

type InChannel = { Params: { channel_id: string } };
type OfMessage = { Params: { channel_id: string; message_id: string } };

export function serveMessages(scope: FastifyInstance, world: World): void {
  const ownId = world.application.id;
  const read = (channel: Channel, message: Message) => {
    const intents = world.application.intents.messageContent ? GatewayIntentBits.MessageContent : 0;
    return readableBy(world, channel, message, messageShape(world, message), intents);
  };

  scope.get<InChannel>("/channels/:channel_id/messages", ({ params, query }) => {
    const channel = findChannel(world, params.channel_id);
    const range = parseForm(listQuery, query);
    if (!mayReadHistory(world, channel)) return [];
    return listMessages(channel, range).map((message) => read(channel, message));
  });

  scope.get<OfMessage>("/channels/:channel_id/messages/:message_id", ({ params }) => {
    const channel = findChannel(world, params.channel_id);
    if (!mayReadHistory(world, channel)) throw discordError("missingAccess");
    return read(channel, findMessage(channel, params.message_id));
  });

  scope.post<InChannel>("/channels/:channel_id/messages", ({ params, body }) =>
    sendMessage(world, findChannel(world, params.channel_id), body),
  );

  scope.patch<OfMessage>("/channels/:channel_id/messages/:message_id", ({ params, body }) => {
    const channel = findChannel(world, params.channel_id);
    const message = findMessage(channel, params.message_id);
    if (message.authorId !== ownId) throw discordError("notMessageAuthor");
    const form = readMessageForm(body);
    const merged = { content: message.content, embeds: message.embeds, components: message.components, ...form };
    requireSomething(merged as typeof form);
    const { flags, ...parts } = messageParts(merged as typeof form);
    editMessage(world, channel, message, { ...parts, ...(typeof form.flags === "number" && { flags }) });
    return messageShape(world, message);
  });

  scope.delete<OfMessage>("/channels/:channel_id/messages/:message_id", ({ params }, reply) => {
    const channel = findChannel(world, params.channel_id);
    const message = findMessage(channel, params.message_id);
    if (message.authorId !== ownId) requireMayDelete(world, channel);
    deleteMessage(world, channel, message);
    return reply.code(204).send();
  });
}

function findMessage(channel: Channel, messageId: string): Message {
  const message = channel.messages.find(({ id }) => id === messageId);
  if (message === undefined) throw discordError("unknownMessage");
  return message;
}

const mayReadHistory = (world: World, channel: Channel) =>
  channel.kind === "dm" || has(ownPermissions(world, channel), "ReadMessageHistory");

function requireMayDelete(world: World, channel: Channel): void {
  if (channel.kind === "dm") throw discordError("cannotExecuteOnDm");
  if (!has(ownPermissions(world, channel), "ManageMessages")) throw discordError("missingPermissions");
}

function requireWritable(world: World, channel: Channel): void {
  if (channel.kind === "dm") return requireReachable(world, channel);
  if (!has(ownPermissions(world, channel), "SendMessages")) throw discordError("missingPermissions");
}

/** 50007 for bots and closed DMs, 50278 for users with whom the bot shares no guild. */
function requireReachable(world: World, { recipientId }: DmChannel): void {
  const recipient = world.users.get(recipientId);
  if (recipient === undefined || recipient.bot) throw discordError("cannotMessageUser");
  const shared = [...world.guilds.values()].some(
    ({ members }) => members.has(recipientId) && members.has(world.application.id),
  );
  if (!shared) throw discordError("noMutualGuild");
  if (!recipient.acceptsDms) throw discordError("cannotMessageUser");
}

function sendMessage(world: World, channel: Channel, body: unknown) {
  const form = readMessageForm(body);
  requireSomething(form);
  requireWritable(world, channel);
  const earlier = findEnforced(world, channel, form);
  if (earlier !== undefined) return createdMessageShape(world, earlier);
  const parts = messageParts(form);
  const message = createMessage(world, channel, {
    ...parts,
    authorId: world.application.id,
    nonce: form.nonce ?? undefined,
    tts: form.tts ?? false,
    mentions: readMentions(world, channel, parts.content, form.allowed_mentions),
  });
  return createdMessageShape(world, message);
}

/** The message that already carries the nonce, where its uniqueness is asked for. */
function findEnforced(
  world: World,
  channel: Channel,
  { nonce, enforce_nonce: enforced }: MessageForm,
): Message | undefined {
  if (!enforced || nonce === null || nonce === undefined) return undefined;
  return findByNonce(world, channel, world.application.id, nonce);
}
