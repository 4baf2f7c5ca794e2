import {
  type APIAuditLogChange,
  type APIAuditLogEntry,
  type AuditLogEvent,
  GatewayIntentBits,
} from "discord-api-types/v10";
import { type DiscordState, dispatch, type Guild } from "../state.ts";
import type { Actor } from "./actor.ts";

export interface AuditInput {
  readonly action: AuditLogEvent;
  readonly targetId: string;
  readonly changes?: readonly { key: string; new_value?: unknown; old_value?: unknown }[];
}

/** Adds an entry to the guild's audit log and dispatches it. */
export function recordAudit(state: DiscordState, guild: Guild, by: Actor, input: AuditInput): void {
  const entry: APIAuditLogEntry = {
    id: state.nextId(),
    action_type: input.action,
    user_id: by.id,
    target_id: input.targetId,
    ...(input.changes && { changes: [...input.changes] as APIAuditLogChange[] }),
    ...(by.reason !== undefined && { reason: by.reason }),
  };
  guild.auditLog.push(entry);
  dispatch(state, {
    t: "GUILD_AUDIT_LOG_ENTRY_CREATE",
    intents: GatewayIntentBits.GuildModeration,
    guildId: guild.id,
    data: () => ({ ...entry, guild_id: guild.id }),
  });
}
