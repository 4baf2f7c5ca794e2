import {
  type APIApplicationCommand,
  type APIApplicationCommandInteractionDataOption,
  type APIInteractionDataResolved,
  ApplicationCommandType,
  InteractionType,
} from "discord-api-types/v10";
import { guildPermissions } from "../permissions.ts";
import { channelShape } from "../shapes/channel.ts";
import { memberShape } from "../shapes/member.ts";
import { userShape } from "../shapes/user.ts";
import { type Channel, type DiscordState, dispatch, type Interaction, type User } from "../state.ts";

export interface CommandUse {
  readonly user: User;
  readonly command: APIApplicationCommand;
  readonly channel: Channel;
  readonly options: APIApplicationCommandInteractionDataOption[];
  readonly resolved?: APIInteractionDataResolved;
}

/** A user runs a slash command in a channel; the bot gets INTERACTION_CREATE. */
export function useCommand(
  state: DiscordState,
  { user, command, channel, options, resolved }: CommandUse,
): Interaction {
  const guildId = channel.kind === "text" ? channel.guildId : null;
  const id = state.nextId();
  const interaction: Interaction = {
    id,
    token: Buffer.from(`interaction:${id}:${user.id}:${"0".repeat(120)}`).toString("base64url"),
    userId: user.id,
    channelId: channel.id,
    guildId,
    command: command.name,
    state: "open",
    ephemeral: false,
    message: null,
    followUps: [],
  };
  state.interactions.set(id, interaction);
  dispatch(state, {
    t: "INTERACTION_CREATE",
    intents: 0,
    ...(guildId !== null && { guildId }),
    data: () => ({
      ...interactionBase(state, interaction, channel, user),
      data: {
        id: command.id,
        name: command.name,
        type: ApplicationCommandType.ChatInput,
        options,
        ...(resolved && { resolved }),
      },
    }),
  });
  state.activity.publish("discord.command_used", { user_id: user.id, command: command.name, channel_id: channel.id });
  return interaction;
}

function interactionBase(state: DiscordState, interaction: Interaction, channel: Channel, user: User) {
  const guild = interaction.guildId === null ? undefined : state.guilds.get(interaction.guildId);
  const member = guild?.members.get(user.id);
  const own = guild?.members.get(state.application.id);
  const permissions = (of: typeof member) => (guild && of ? guildPermissions(guild, of).toString() : "0");
  return {
    id: interaction.id,
    application_id: state.application.id,
    type: InteractionType.ApplicationCommand,
    token: interaction.token,
    version: 1,
    channel_id: channel.id,
    channel: { ...channelShape(state, channel), permissions: permissions(member) },
    app_permissions: permissions(own),
    locale: "en-US",
    entitlements: [],
    authorizing_integration_owners: guild ? { 0: guild.id } : {},
    context: guild ? 0 : 1,
    attachment_size_limit: 10_485_760,
    ...(guild && member
      ? {
          guild_id: guild.id,
          guild_locale: "en-US",
          guild: { id: guild.id, locale: "en-US", features: [] },
          member: { ...memberShape(state, member), permissions: permissions(member) },
        }
      : { user: userShape(user) }),
  };
}
