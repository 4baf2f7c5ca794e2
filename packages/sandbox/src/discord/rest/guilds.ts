import { AuditLogEvent } from "discord-api-types/v10";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { discordError } from "../errors.ts";
import { findGuild } from "../find.ts";
import { parseForm, snowflake } from "../form.ts";
import { requirePermission } from "../permissions.ts";
import { guildChannels, textChannelShape } from "../shapes/channel.ts";
import { guildShape } from "../shapes/guild.ts";
import { userShape } from "../shapes/user.ts";
import { compareSnowflakes } from "../snowflake.ts";
import type { DiscordState } from "../state.ts";

const guildQuery = z.object({ with_counts: z.stringbool().default(false) });
const auditQuery = z.object({
  user_id: snowflake.optional(),
  target_id: snowflake.optional(),
  action_type: z.coerce.number().pipe(z.enum(AuditLogEvent)).optional(),
  before: snowflake.optional(),
  after: snowflake.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});

type InGuild = { Params: { guild_id: string } };

export function serveGuilds(scope: FastifyInstance, state: DiscordState): void {
  scope.get<InGuild>("/guilds/:guild_id", ({ params, query }) => {
    const guild = state.guilds.get(params.guild_id);
    if (guild === undefined || !guild.members.has(state.application.id)) throw discordError("unknownGuild");
    const count = guild.members.size;
    const counts = { approximate_member_count: count, approximate_presence_count: count };
    return { ...guildShape(guild), ...(parseForm(guildQuery, query).with_counts && counts) };
  });

  scope.get<InGuild>("/guilds/:guild_id/channels", ({ params }) => {
    const { guild } = findGuild(state, params.guild_id);
    return guildChannels(state, guild.id).map(textChannelShape);
  });

  scope.get<InGuild>("/guilds/:guild_id/audit-logs", ({ params, query }) => {
    const { guild, own } = findGuild(state, params.guild_id);
    requirePermission(guild, own, "ViewAuditLog");
    const filter = parseForm(auditQuery, query);
    const matching = guild.auditLog.filter(
      (entry) =>
        (filter.user_id === undefined || entry.user_id === filter.user_id) &&
        (filter.target_id === undefined || entry.target_id === filter.target_id) &&
        (filter.action_type === undefined || entry.action_type === filter.action_type) &&
        (filter.before === undefined || compareSnowflakes(entry.id, filter.before) < 0) &&
        (filter.after === undefined || compareSnowflakes(entry.id, filter.after) > 0),
    );
    const entries =
      filter.after === undefined ? matching.slice(-filter.limit).reverse() : matching.slice(0, filter.limit);
    const named = new Set(entries.flatMap(({ user_id, target_id }) => [user_id, target_id]));
    return {
      audit_log_entries: entries,
      users: [...state.users.values()].filter(({ id }) => named.has(id)).map(userShape),
      integrations: [],
      webhooks: [],
      guild_scheduled_events: [],
      threads: [],
      application_commands: [],
      auto_moderation_rules: [],
    };
  });
}
