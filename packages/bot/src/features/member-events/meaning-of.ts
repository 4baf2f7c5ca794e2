import type { backendOperations, RequestOf } from "@moddy/schemas";
import { GatewayDispatchEvents, type GatewayDispatchPayload, InteractionType } from "discord.js";
import type { Plans } from "../../plans/plans.ts";
import type { RoleStates } from "../../store/role-states.ts";

/** What the backend is told. */
export type MemberEvent = RequestOf<typeof backendOperations.eventNotify>;

export interface MeaningOptions {
  readonly guildId: string;
  readonly plans: Plans;
  readonly states: RoleStates;
}

/** What a gateway event means. */
export interface Meaning {
  /** What the backend has to know: nothing, for most. */
  readonly news: readonly MemberEvent[];
  /** A state on the way of our own change that the member has come to. */
  readonly echo?: { readonly discordId: string; readonly roles: readonly string[] };
}

const NOTHING: Meaning = { news: [] };

/** Reads what a gateway event means. */
export async function meaningOf(options: MeaningOptions, payload: GatewayDispatchPayload): Promise<Meaning> {
  switch (payload.t) {
    case GatewayDispatchEvents.GuildMemberAdd:
      return ofPerson(options, payload.d.guild_id, payload.d.user, (id) => event("member_joined", id));
    case GatewayDispatchEvents.GuildMemberRemove:
      return ofPerson(options, payload.d.guild_id, payload.d.user, (id) => event("member_left", id));
    case GatewayDispatchEvents.GuildMemberUpdate:
      return ofPerson(options, payload.d.guild_id, payload.d.user, (id) => rolesChanged(options, id, payload.d.roles));
    case GatewayDispatchEvents.InteractionCreate: {
      const person = payload.d.member?.user ?? payload.d.user;
      if (payload.d.type !== InteractionType.ApplicationCommand || !person) return NOTHING;
      return commandUsed(payload.d.data.name, person.id);
    }
    default:
      return NOTHING;
  }
}

function event(type: MemberEvent["event_type"], discordId: string, metadata?: MemberEvent["metadata"]): Meaning {
  return { news: [{ event_type: type, discord_id: discordId, ...(metadata && { metadata }) }] };
}

function ofPerson(
  { guildId }: MeaningOptions,
  eventGuildId: string,
  user: { id: string; bot?: boolean | undefined },
  make: (id: string) => Meaning | Promise<Meaning>,
): Meaning | Promise<Meaning> {
  return user.bot === true || eventGuildId !== guildId ? NOTHING : make(user.id);
}

/** Our own changes come back as events too; only what somebody else did to managed roles is news. */
async function rolesChanged(
  { guildId, plans, states }: MeaningOptions,
  discordId: string,
  held: readonly string[],
): Promise<Meaning> {
  const roles = held.filter((role) => plans.managedRoles.has(role));
  if (await states.isOurs({ guildId, discordId }, roles)) return { news: [], echo: { discordId, roles } };
  return event("role_updated", discordId, { managed_role_ids: roles });
}

function commandUsed(command: string, discordId: string): Meaning {
  const used = event("command_used", discordId, { command });
  if (command !== "sync") return used;
  return { news: [...used.news, ...event("role_updated", discordId, { reason: "sync_command" }).news] };
}
