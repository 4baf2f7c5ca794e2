import {
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandInteractionDataOption,
  type APIInteractionDataResolved,
  ApplicationCommandOptionType,
} from "discord-api-types/v10";
import { formError } from "../errors.ts";
import { findUser } from "../find.ts";
import { guildPermissions } from "../permissions.ts";
import { userlessMemberShape } from "../shapes/member.ts";
import { userShape } from "../shapes/user.ts";
import type { Channel, DiscordState } from "../state.ts";

type Value = string | number | boolean;

/** What a user chose, as an interaction has it. */
export interface ChosenOptions {
  readonly options: APIApplicationCommandInteractionDataOption[];
  /** The objects that the chosen ids stand for. */
  readonly resolved?: APIInteractionDataResolved;
}

const FORM_OF = {
  [ApplicationCommandOptionType.String]: "string",
  [ApplicationCommandOptionType.User]: "string",
  [ApplicationCommandOptionType.Boolean]: "boolean",
  [ApplicationCommandOptionType.Integer]: "number",
  [ApplicationCommandOptionType.Number]: "number",
} as const satisfies Partial<Record<ApplicationCommandOptionType, string>>;

/** Reads what a user chose, by the options that the command is registered with. Discord's client refuses anything else. */
export function readOptions(
  state: DiscordState,
  command: APIApplicationCommand,
  channel: Channel,
  values: Readonly<Record<string, Value>>,
): ChosenOptions {
  const known = (command.options ?? []) as APIApplicationCommandBasicOption[];
  const missing = known.find(({ name, required }) => required === true && values[name] === undefined);
  if (missing) throw formError(["options", missing.name], "BASE_TYPE_REQUIRED", "This field is required");
  const options = Object.entries(values).map(([name, value]) => {
    const type = known.find((option) => option.name === name)?.type;
    const form = type === undefined ? undefined : FORM_OF[type as keyof typeof FORM_OF];
    if (typeof value !== form)
      throw formError(["options", name], "BASE_TYPE_CHOICES", "The command has no such option");
    return { name, value, type } as APIApplicationCommandInteractionDataOption;
  });
  const userIds = options.flatMap((option) =>
    option.type === ApplicationCommandOptionType.User ? [option.value] : [],
  );
  return { options, ...(userIds.length > 0 && { resolved: resolveUsers(state, channel, userIds) }) };
}

function resolveUsers(state: DiscordState, channel: Channel, ids: readonly string[]): APIInteractionDataResolved {
  const guild = channel.kind === "text" ? state.guilds.get(channel.guildId) : undefined;
  const members = ids.flatMap((id) => {
    const member = guild?.members.get(id);
    if (!guild || !member) return [];
    return [[id, { ...userlessMemberShape(member), permissions: guildPermissions(guild, member).toString() }] as const];
  });
  return {
    users: Object.fromEntries(ids.map((id) => [id, userShape(findUser(state, id))])),
    members: Object.fromEntries(members),
  };
}
