import { GatewayDispatchEvents, type GatewayDispatchPayload } from "discord.js";
import type { BackendEvent } from "../../discord/gateway/handlers.ts";
import { isPersonOf } from "../../discord/gateway/member-event.ts";

/** The managed roles that a member holds. */
export interface MemberRoles {
  readonly discordId: string;
  readonly roles: readonly string[];
}

/** A member's roles, which we may have changed ourselves; none if the member has left. */
export interface MemberEvent {
  readonly member: MemberRoles;
  readonly hasLeft?: true;
}

/** What a gateway event means: something to tell the backend, or a member's roles. */
export type MappedEvent = { readonly backendEvents: readonly BackendEvent[] } | MemberEvent;

/** Maps a gateway event; undefined for one that is not about the membership or the roles of a person in this guild. */
export function mapGatewayEvent(
  { guildId, managedRoles }: { readonly guildId: string; readonly managedRoles: ReadonlySet<string> },
  payload: GatewayDispatchPayload,
): MappedEvent | undefined {
  switch (payload.t) {
    case GatewayDispatchEvents.GuildMemberAdd:
      if (!isPersonOf(guildId, payload.d)) return undefined;
      return { backendEvents: [{ event_type: "member_joined", discord_id: payload.d.user.id }] };
    case GatewayDispatchEvents.GuildMemberRemove:
      if (!isPersonOf(guildId, payload.d)) return undefined;
      return { member: { discordId: payload.d.user.id, roles: [] }, hasLeft: true };
    case GatewayDispatchEvents.GuildMemberUpdate: {
      if (!isPersonOf(guildId, payload.d)) return undefined;
      const roles = payload.d.roles.filter((role) => managedRoles.has(role));
      return { member: { discordId: payload.d.user.id, roles } };
    }
    default:
      return undefined;
  }
}

/** What the backend is told when somebody else has changed a member's managed roles. */
export function rolesUpdated({ discordId, roles }: MemberRoles): BackendEvent {
  return { event_type: "role_updated", discord_id: discordId, metadata: { managed_role_ids: [...roles] } };
}
