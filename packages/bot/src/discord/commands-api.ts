import { type APIInteraction, InteractionResponseType, MessageFlags, Routes } from "discord.js";
import { z } from "zod";
import type { Attempt } from "./failure.ts";
import { readReply } from "./read-reply.ts";
import type { DiscordRest } from "./rest.ts";

const option = z.object({
  type: z.number(),
  name: z.string(),
  description: z.string(),
  required: z.boolean().optional(),
});
const command = z.object({
  type: z.number().optional(),
  name: z.string(),
  description: z.string(),
  options: z.array(option).optional(),
  /** Who is offered the command: those with all of these permissions; null or left out: everybody. */
  default_member_permissions: z.string().nullish(),
});

/** A slash command as it is registered. */
export type CommandForm = z.infer<typeof command>;

/** An interaction to be answered. */
export type InteractionToken = Pick<APIInteraction, "id" | "token" | "application_id">;

/** The calls for slash commands; each gives its result or its failure as a value. */
export interface CommandsApi {
  readCommands(applicationId: string, guildId: string): Promise<Attempt<CommandForm[]>>;
  replaceCommands(applicationId: string, guildId: string, commands: readonly CommandForm[]): Promise<Attempt<void>>;
  /** Tells Discord that an answer follows, which only the user will see. */
  defer(interaction: InteractionToken): Promise<Attempt<void>>;
  answer(interaction: InteractionToken, content: string): Promise<Attempt<void>>;
}

export function createCommandsApi(discord: DiscordRest): CommandsApi {
  return {
    readCommands: (applicationId, guildId) =>
      discord.attempt(async (rest) =>
        readReply(z.array(command), await rest.get(Routes.applicationGuildCommands(applicationId, guildId))),
      ),
    replaceCommands: (applicationId, guildId, commands) =>
      discord.attempt(async (rest) => {
        await rest.put(Routes.applicationGuildCommands(applicationId, guildId), { body: commands });
      }),
    defer: ({ id, token }) =>
      discord.attempt(async (rest) => {
        const body = {
          type: InteractionResponseType.DeferredChannelMessageWithSource,
          data: { flags: MessageFlags.Ephemeral },
        };
        await rest.post(Routes.interactionCallback(id, token), { body, auth: false });
      }),
    answer: ({ application_id: applicationId, token }, content) =>
      discord.attempt(async (rest) => {
        const body = { content, allowed_mentions: { parse: [] } };
        await rest.patch(Routes.webhookMessage(applicationId, token), { body, auth: false });
      }),
  };
}
