import type { backendOperations, RequestOf } from "@moddy/schemas";
import { GatewayDispatchEvents, type GatewayDispatchPayload, InteractionType } from "discord.js";
import type { Plans } from "../../plans/plans.ts";
import type { RoleStates } from "../../store/role-states.ts";

/** What the backend is told. */
export type MemberEvent = RequestOf<typeof backendOperations.eventNotify>;

export interface EventsOfOptions {
  readonly guildId: string;
  readonly plans: Plans;
  readonly states: RoleStates;
}

/** What a gateway event means for the backend: nothing, for most. */
export async function eventsOf(options: EventsOfOptions, payload: GatewayDispatchPayload): Promise<MemberEvent[]> {
  switch (payload.t) {
    case GatewayDispatchEvents.GuildMemberAdd:
      return ofPerson(options, payload.d.guild_id, payload.d.user, (id) => [event("member_joined", id)]);
    case GatewayDispatchEvents.GuildMemberRemove:
      return ofPerson(options, payload.d.guild_id, payload.d.user, (id) => [event("member_left", id)]);
    case GatewayDispatchEvents.GuildMemberUpdate:
      return ofPerson(options, payload.d.guild_id, payload.d.user, (id) => rolesChanged(options, id, payload.d.roles));
    case GatewayDispatchEvents.InteractionCreate: {
      const person = payload.d.member?.user ?? payload.d.user;
      if (payload.d.type !== InteractionType.ApplicationCommand || !person) return [];
      return commandUsed(payload.d.data.name, person.id);
    }
    default:
      return [];
  }
}

function event(type: MemberEvent["event_type"], discordId: string, metadata?: MemberEvent["metadata"]): MemberEvent {
  return { event_type: type, discord_id: discordId, ...(metadata && { metadata }) };
}

function ofPerson(
  { guildId }: EventsOfOptions,
  eventGuildId: string,
  user: { id: string; bot?: boolean | undefined },
  make: (id: string) => MemberEvent[] | Promise<MemberEvent[]>,
): MemberEvent[] | Promise<MemberEvent[]> {
  return user.bot === true || eventGuildId !== guildId ? [] : make(user.id);
}

/** Our own changes come back as events too; only what somebody else did to managed roles is news. */
async function rolesChanged({ guildId, plans, states }: EventsOfOptions, discordId: string, roles: readonly string[]) {
  const managed = roles.filter((role) => plans.managedRoles.has(role));
  if (await states.isOurs({ guildId, discordId }, managed)) return [];
  return [event("role_updated", discordId, { managed_role_ids: managed })];
}

function commandUsed(command: string, discordId: string): MemberEvent[] {
  const used = event("command_used", discordId, { command });
  return command === "sync" ? [used, event("role_updated", discordId, { reason: "sync_command" })] : [used];
}
