import {
  type APIApplicationCommandInteraction,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  GatewayDispatchEvents,
  type GatewayDispatchPayload,
  InteractionType,
} from "discord.js";
import type { InteractionToken } from "../../discord/commands-api.ts";
import type { BackendEvent } from "../../discord/gateway/handlers.ts";

/** A command that somebody has used. */
export interface UsedCommand {
  readonly name: string;
  readonly discordId: string;
  /** The member that the command is about, where it has such an option. */
  readonly memberId?: string | undefined;
  readonly interaction: InteractionToken;
}

/** Reads the command out of a gateway event; undefined for all other events. */
export function readCommand(payload: GatewayDispatchPayload): UsedCommand | undefined {
  if (payload.t !== GatewayDispatchEvents.InteractionCreate) return undefined;
  const { d: interaction } = payload;
  const discordId = (interaction.member?.user ?? interaction.user)?.id;
  if (interaction.type !== InteractionType.ApplicationCommand || discordId === undefined) return undefined;
  return { name: interaction.data.name, discordId, memberId: chosenMember(interaction), interaction };
}

function chosenMember({ data }: APIApplicationCommandInteraction): string | undefined {
  if (data.type !== ApplicationCommandType.ChatInput) return undefined;
  return data.options?.find((option) => option.type === ApplicationCommandOptionType.User)?.value;
}

/** What the backend is told of it; after `/sync` it sends the user's roles again, unless the user has to wait. */
export function backendEventsOf({ name: command, discordId }: UsedCommand, mustWait: boolean): BackendEvent[] {
  const used: BackendEvent = { event_type: "command_used", discord_id: discordId, metadata: { command } };
  if (command !== "sync" || mustWait) return [used];
  return [used, { event_type: "role_updated", discord_id: discordId, metadata: { reason: "sync_command" } }];
}
