import { InteractionResponseType, MessageFlags } from "discord-api-types/v10";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { createMessage, deleteMessage, editMessage } from "../actions/messages.ts";
import { discordError } from "../errors.ts";
import { parseForm } from "../form.ts";
import { readMentions } from "../mentions.ts";
import { messageShape } from "../shapes/message.ts";
import { snowflakeTime } from "../snowflake.ts";
import type { Channel, DiscordState, Interaction, Message } from "../state.ts";
import { type MessageForm, messageParts, readMessageForm, requireContent } from "./message-form.ts";

const { ChannelMessageWithSource, DeferredChannelMessageWithSource } = InteractionResponseType;
const callbackForm = z.object({
  type: z.literal([ChannelMessageWithSource, DeferredChannelMessageWithSource]),
  data: z.looseObject({ flags: z.int().nullish() }).nullish(),
});
const callbackQuery = z.object({ with_response: z.stringbool().default(false) });

/** An interaction needs a first response within three seconds; its token is valid for 15 minutes. */
const RESPOND_WITHIN_MS = 3_000;
const TOKEN_LIFETIME_MS = 15 * 60_000;

type OfInteraction = { Params: { interaction_id: string; interaction_token: string } };
type OfWebhook = { Params: { webhook_id: string; webhook_token: string; message_id?: string } };

export function serveInteractions(scope: FastifyInstance, state: DiscordState): void {
  scope.post<OfInteraction>("/interactions/:interaction_id/:interaction_token/callback", (request, reply) => {
    const { interaction_id: id, interaction_token: token } = request.params;
    const interaction = state.interactions.get(id);
    const expired = interaction?.state === "open" && state.now() > snowflakeTime(id) + RESPOND_WITHIN_MS;
    if (interaction === undefined || interaction.token !== token || expired) throw discordError("unknownInteraction");
    if (interaction.state !== "open") throw discordError("interactionAcknowledged");
    const callback = parseForm(callbackForm, request.body);
    respond(state, interaction, callback);
    publishReply(state, interaction);
    if (!parseForm(callbackQuery, request.query).with_response) return reply.code(204).send();
    return { interaction: callbackShape(interaction), ...resourceShape(state, interaction, callback.type) };
  });

  for (const id of ["@original", ":message_id"]) {
    serveResponses(scope, state, `/webhooks/:webhook_id/:webhook_token/messages/${id}`);
  }

  scope.post<OfWebhook>("/webhooks/:webhook_id/:webhook_token", ({ params, body }) => {
    const interaction = findByToken(state, params);
    if (interaction.state === "open") throw discordError("unknownWebhook");
    return messageShape(state, sendResponse(state, interaction, readMessageForm(body)));
  });
}

function respond(state: DiscordState, interaction: Interaction, callback: z.output<typeof callbackForm>): void {
  if (callback.type === DeferredChannelMessageWithSource) {
    interaction.state = "deferred";
    interaction.ephemeral = ((callback.data?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  } else {
    sendResponse(state, interaction, readMessageForm(callback.data ?? {}));
  }
}

/** Reads, edits and deletes the original response to an interaction or a follow-up message. */
function serveResponses(scope: FastifyInstance, state: DiscordState, url: string): void {
  scope.get<OfWebhook>(url, ({ params }) => messageShape(state, findResponse(findByToken(state, params), params)));

  scope.patch<OfWebhook>(url, ({ params, body }) => {
    const interaction = findByToken(state, params);
    const form = readMessageForm(body);
    if (params.message_id === undefined && interaction.state === "deferred") {
      const sent = sendResponse(state, interaction, form);
      publishReply(state, interaction);
      return messageShape(state, sent);
    }
    const message = findResponse(interaction, params);
    const { content, embeds, components } = messageParts({ ...message, ...form } as MessageForm);
    editMessage(state, channelOf(state, interaction), message, { content, embeds, components });
    return messageShape(state, message);
  });

  scope.delete<OfWebhook>(url, ({ params }, reply) => {
    const interaction = findByToken(state, params);
    const message = findResponse(interaction, params);
    const channel = channelOf(state, interaction);
    if (channel.messages.includes(message)) deleteMessage(state, channel, message);
    interaction.followUps = interaction.followUps.filter((each) => each !== message);
    if (interaction.message === message) interaction.message = null;
    return reply.code(204).send();
  });
}

function publishReply(state: DiscordState, interaction: Interaction): void {
  const { id, command, userId, message } = interaction;
  if (interaction.state !== "answered") return;
  const content = message?.content ?? "";
  state.activity.publish("discord.command_answered", { interaction_id: id, command, user_id: userId, content });
}

/** Sends the response or a follow-up. An ephemeral one is stored with the interaction only, so no list of the channel shows it. */
function sendResponse(state: DiscordState, interaction: Interaction, form: MessageForm): Message {
  requireContent(form);
  const channel = channelOf(state, interaction);
  const parts = messageParts(form);
  const ephemeral = interaction.ephemeral || (parts.flags & MessageFlags.Ephemeral) !== 0;
  const message = createMessage(state, ephemeral ? copyOfChannel(channel) : channel, {
    ...parts,
    flags: parts.flags | (ephemeral ? MessageFlags.Ephemeral : 0),
    authorId: state.application.id,
    mentions: readMentions(state, channel, parts.content, form.allowed_mentions),
    interactionId: interaction.id,
  });
  if (interaction.state === "answered") interaction.followUps.push(message);
  else Object.assign(interaction, { state: "answered", ephemeral, message });
  return message;
}

const copyOfChannel = (channel: Channel): Channel => ({ ...channel, messages: [] });

function findByToken(state: DiscordState, { webhook_id: id, webhook_token: token }: OfWebhook["Params"]): Interaction {
  const found = [...state.interactions.values()].find((interaction) => interaction.token === token);
  const valid = found !== undefined && state.now() <= snowflakeTime(found.id) + TOKEN_LIFETIME_MS;
  if (id !== state.application.id || !valid) throw discordError("unknownWebhook");
  return found;
}

function findResponse(interaction: Interaction, { message_id: id }: OfWebhook["Params"]): Message {
  const message = id === undefined ? interaction.message : interaction.followUps.find((each) => each.id === id);
  if (message === null || message === undefined) throw discordError("unknownMessage");
  return message;
}

function channelOf(state: DiscordState, interaction: Interaction): Channel {
  const channel = state.channels.get(interaction.channelId);
  if (channel === undefined) throw discordError("unknownChannel");
  return channel;
}

function callbackShape(interaction: Interaction) {
  return {
    id: interaction.id,
    type: 2,
    channel_id: interaction.channelId,
    ...(interaction.guildId !== null && { guild_id: interaction.guildId }),
    ...(interaction.message && { response_message_id: interaction.message.id }),
    response_message_loading: interaction.state === "deferred",
    response_message_ephemeral: interaction.ephemeral,
  };
}

function resourceShape(state: DiscordState, interaction: Interaction, type: number) {
  if (interaction.message === null) return {};
  return { resource: { type, message: messageShape(state, interaction.message) } };
}
