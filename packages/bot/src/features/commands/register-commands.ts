import type { Logger } from "pino";
import type { DiscordApi } from "../../discord/api.ts";
import type { CommandForm, CommandsApi } from "../../discord/commands-api.ts";
import { commandDefinitions } from "./definitions.ts";

export interface RegisterCommandsOptions {
  readonly guildId: string;
  readonly api: DiscordApi;
  readonly commandsApi: CommandsApi;
  readonly logger: Logger;
}

/**
 * Registers the guild's commands if they differ; Discord limits how often that may be done.
 * @returns whether they are registered now.
 */
export async function registerCommands({
  guildId,
  api,
  commandsApi,
  logger,
}: RegisterCommandsOptions): Promise<boolean> {
  const application = await api.readApplication();
  if (!application.ok) return giveUp(logger, application.failure.outcome);
  const registered = await commandsApi.readCommands(application.value.id, guildId);
  if (!registered.ok) return giveUp(logger, registered.failure.outcome);
  if (fingerprint(registered.value) === fingerprint(commandDefinitions)) return true;
  const replaced = await commandsApi.replaceCommands(application.value.id, guildId, commandDefinitions);
  if (!replaced.ok) return giveUp(logger, replaced.failure.outcome);
  logger.info({ event: "commands_registered" }, "Registered the slash commands");
  return true;
}

function fingerprint(commands: readonly CommandForm[]): string {
  return commands
    .map(({ type, name, description, default_member_permissions: permissions, options = [] }) => {
      const fields = options.map((option) => [option.type, option.name, option.description, option.required ?? false]);
      return JSON.stringify([type ?? 1, name, description, permissions ?? null, fields]);
    })
    .sort()
    .join();
}

function giveUp(logger: Logger, outcome: string): false {
  logger.warn({ event: "commands_not_registered", outcome }, "The slash commands could not be registered");
  return false;
}
