import type { APIApplicationCommand } from "discord-api-types/v10";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { readOptions } from "../actions/command-options.ts";
import { useCommand } from "../actions/interactions.ts";
import { openDm } from "../actions/messages.ts";
import { discordError } from "../errors.ts";
import { findUser } from "../find.ts";
import { snowflake } from "../form.ts";
import { guildPermissions } from "../permissions.ts";
import { guildChannels } from "../shapes/channel.ts";
import type { Channel, DiscordState, Interaction, User } from "../state.ts";
import { viewMessage } from "./views.ts";

const useForm = z.strictObject({
  user_id: snowflake,
  command: z.string(),
  /** Null: the DM with the bot. Absent: the first channel of a guild that the user is a member of. */
  channel_id: snowflake.nullish(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  /** How long to wait for the bot's response. */
  wait_ms: z.int().min(0).max(60_000).default(0),
});

export function registerInteractionControls(scope: FastifyInstance, state: DiscordState): void {
  scope.post("/interactions", async ({ body }, reply) => {
    const form = useForm.parse(body);
    const user = findUser(state, form.user_id);
    const channel = pickChannel(state, user, form.channel_id);
    const guildId = channel.kind === "text" ? channel.guildId : undefined;
    const command = [...state.commands.values()].find(
      ({ name, guild_id }) => name === form.command && (guild_id === undefined || guild_id === guildId),
    );
    if (command === undefined) throw discordError("unknownCommand");
    requireOffered(state, command, channel, user);
    const interaction = useCommand(state, {
      user,
      command,
      channel,
      ...readOptions(state, command, channel, form.options),
    });
    await waitForReply(state, interaction, form.wait_ms);
    return reply.code(201).send(viewInteraction(interaction));
  });

  scope.get<{ Params: { interaction_id: string } }>("/interactions/:interaction_id", ({ params }) => {
    const interaction = state.interactions.get(params.interaction_id);
    if (interaction === undefined) throw discordError("unknownInteraction");
    return viewInteraction(interaction);
  });
}

/** Discord offers a command to those who have all of its permissions, and to administrators. */
function requireOffered(
  state: DiscordState,
  { default_member_permissions: needed }: APIApplicationCommand,
  channel: Channel,
  user: User,
): void {
  const guild = channel.kind === "text" ? state.guilds.get(channel.guildId) : undefined;
  const member = guild?.members.get(user.id);
  if (!needed || !guild) return;
  if (!member || (guildPermissions(guild, member) & BigInt(needed)) !== BigInt(needed))
    throw discordError("missingPermissions");
}

function pickChannel(state: DiscordState, user: User, channelId: string | null | undefined): Channel {
  if (channelId === null) return openDm(state, user.id);
  const found =
    channelId === undefined
      ? [...state.guilds.values()]
          .filter(({ members }) => members.has(user.id))
          .flatMap(({ id }) => guildChannels(state, id))
      : [state.channels.get(channelId)];
  if (found[0] === undefined) throw discordError("unknownChannel");
  return found[0];
}

function waitForReply(state: DiscordState, interaction: Interaction, withinMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (withinMs === 0) return resolve();
    const done = () => {
      unsubscribe();
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, withinMs);
    const unsubscribe = state.activity.subscribe(({ type, data }) => {
      if (type === "discord.command_answered" && data["interaction_id"] === interaction.id) done();
    });
  });
}

function viewInteraction(interaction: Interaction) {
  const { id, command, userId, channelId, ephemeral, message } = interaction;
  return {
    id,
    command,
    user_id: userId,
    channel_id: channelId,
    state: interaction.state,
    ephemeral,
    message: message ? viewMessage(message) : null,
  };
}
