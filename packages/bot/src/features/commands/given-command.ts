import { GatewayDispatchEvents, type GatewayDispatchPayload, InteractionType } from "discord.js";
import type { InteractionToken } from "../../discord/commands-api.ts";
import { type CommandName, isCommand } from "./definitions.ts";

/** A command that a user has given. */
export interface GivenCommand {
  readonly name: CommandName;
  readonly discordId: string;
  readonly interaction: InteractionToken;
}

/** Reads the command out of a gateway event; undefined for all other events. */
export function givenCommand(payload: GatewayDispatchPayload): GivenCommand | undefined {
  if (payload.t !== GatewayDispatchEvents.InteractionCreate) return undefined;
  const { d: interaction } = payload;
  const discordId = (interaction.member?.user ?? interaction.user)?.id;
  if (interaction.type !== InteractionType.ApplicationCommand || discordId === undefined) return undefined;
  const { name } = interaction.data;
  return isCommand(name) ? { name, discordId, interaction } : undefined;
}
