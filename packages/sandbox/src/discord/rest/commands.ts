import { type APIApplicationCommand, ApplicationCommandType } from "discord-api-types/v10";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { discordError, formError } from "../errors.ts";
import { findGuild } from "../find.ts";
import { parseForm } from "../form.ts";
import type { DiscordState } from "../state.ts";

const localizations = z.record(z.string(), z.string()).nullish();
const option = z.looseObject({
  type: z.int().min(1).max(11),
  name: z.string().min(1).max(32),
  description: z.string().min(1).max(100),
});
const commandForm = z.object({
  name: z.string().min(1).max(32),
  type: z.enum(ApplicationCommandType).nullish(),
  description: z.string().max(100).nullish(),
  name_localizations: localizations,
  description_localizations: localizations,
  options: z.array(option).max(25).nullish(),
  default_member_permissions: z.union([z.string().regex(/^\d+$/), z.int()]).nullish(),
  dm_permission: z.boolean().nullish(),
  contexts: z.array(z.int().min(0).max(2)).nullish(),
  integration_types: z.array(z.int().min(0).max(1)).nullish(),
  nsfw: z.boolean().nullish(),
});
type CommandForm = z.output<typeof commandForm>;

type OfApplication = { Params: { application_id: string; guild_id?: string } };
type OfCommand = { Params: { application_id: string; guild_id?: string; command_id: string } };

export function serveCommands(scope: FastifyInstance, state: DiscordState): void {
  for (const base of ["/applications/:application_id", "/applications/:application_id/guilds/:guild_id"]) {
    serveCommandsAt(scope, state, `${base}/commands`);
  }
}

function serveCommandsAt(scope: FastifyInstance, state: DiscordState, base: string): void {
  scope.get<OfApplication>(base, ({ params }) => commandsOf(state, guildOf(state, params)));

  scope.put<OfApplication>(base, ({ params, body }) => {
    const guildId = guildOf(state, params);
    const forms = parseForm(z.array(commandForm).max(100), body);
    forms.forEach((form, index) => requireDescription(form, [String(index)]));
    const commands = forms.map((form) => buildCommand(state, form, guildId));
    for (const old of commandsOf(state, guildId)) state.commands.delete(old.id);
    for (const command of commands) state.commands.set(command.id, command);
    return commands;
  });

  scope.post<OfApplication>(base, ({ params, body }, reply) => {
    const guildId = guildOf(state, params);
    const form = parseForm(commandForm, body);
    requireDescription(form, []);
    const command = buildCommand(state, form, guildId);
    const fresh = !state.commands.has(command.id);
    state.commands.set(command.id, command);
    return reply.code(fresh ? 201 : 200).send(command);
  });

  scope.get<OfCommand>(`${base}/:command_id`, ({ params }) => findCommand(state, params));

  scope.delete<OfCommand>(`${base}/:command_id`, ({ params }, reply) => {
    state.commands.delete(findCommand(state, params).id);
    return reply.code(204).send();
  });
}

/** The commands of the guild, or the global ones without a guild. */
function commandsOf(state: DiscordState, guildId: string | undefined): APIApplicationCommand[] {
  return [...state.commands.values()].filter((command) => command.guild_id === guildId);
}

function guildOf(state: DiscordState, params: { application_id: string; guild_id?: string }): string | undefined {
  if (params.application_id !== state.application.id) throw discordError("unknownApplication");
  return params.guild_id === undefined ? undefined : findGuild(state, params.guild_id).guild.id;
}

function findCommand(state: DiscordState, params: OfCommand["Params"]): APIApplicationCommand {
  const guildId = guildOf(state, params);
  const command = state.commands.get(params.command_id);
  if (command === undefined || command.guild_id !== guildId) throw discordError("unknownCommand");
  return command;
}

const typeOf = (form: CommandForm) => form.type ?? ApplicationCommandType.ChatInput;

function requireDescription(form: CommandForm, path: string[]): void {
  if (typeOf(form) !== ApplicationCommandType.ChatInput) return;
  if (!form.description) throw formError([...path, "description"], "BASE_TYPE_REQUIRED", "This field is required");
  if (/^[-_\p{L}\p{N}]{1,32}$/u.test(form.name) && form.name === form.name.toLowerCase()) return;
  throw formError([...path, "name"], "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid");
}

/** A command of the same name and type keeps its id. */
function buildCommand(state: DiscordState, form: CommandForm, guildId: string | undefined): APIApplicationCommand {
  const type = typeOf(form);
  const existing = commandsOf(state, guildId).find((command) => command.name === form.name && command.type === type);
  return {
    id: existing?.id ?? state.nextId(),
    application_id: state.application.id,
    version: state.nextId(),
    type,
    name: form.name,
    name_localizations: form.name_localizations ?? null,
    description: form.description ?? "",
    description_localizations: form.description_localizations ?? null,
    default_member_permissions: form.default_member_permissions?.toString() ?? null,
    dm_permission: form.dm_permission ?? true,
    contexts: form.contexts ?? null,
    integration_types: form.integration_types ?? [0],
    nsfw: form.nsfw ?? false,
    ...(form.options && { options: form.options }),
    ...(guildId !== undefined && { guild_id: guildId }),
  };
}
