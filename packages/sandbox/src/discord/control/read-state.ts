import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { discordError } from "../errors.ts";
import { findUser } from "../find.ts";
import type { DiscordState, Guild } from "../state.ts";
import type { ControlDependencies } from "./dependencies.ts";
import { viewApplication, viewChannel, viewCounters, viewGateway, viewGuild, viewUser } from "./views.ts";

const page = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});

/** Routes that only read. */
export function registerReadControls(scope: FastifyInstance, options: ControlDependencies): void {
  const { state, gateway, calls } = options;
  scope.get("/state", () => ({
    application: viewApplication(state),
    users: [...state.users.values()].map(({ id, username, bot, acceptsDms }) => ({
      id,
      username,
      bot,
      accepts_dms: acceptsDms,
    })),
    guilds: [...state.guilds.values()].map((guild) => viewGuild(state, guild)),
    dms: [...state.dms.values()].map(viewChannel),
    commands: [...state.commands.values()].map(({ id, name, guild_id }) => ({ id, name, guild_id: guild_id ?? null })),
    counters: viewCounters(options),
  }));
  scope.get("/counters", () => viewCounters(options));
  scope.get("/gateway", () => viewGateway(gateway));
  scope.get("/application", () => viewApplication(state));
  scope.get<{ Params: { user_id: string } }>("/users/:user_id", ({ params }) =>
    viewUser(state, findUser(state, params.user_id)),
  );
  scope.get<{ Params: { guild_id: string } }>("/guilds/:guild_id", ({ params }) =>
    viewGuild(state, findAnyGuild(state, params.guild_id)),
  );
  scope.get<{ Params: { guild_id: string } }>("/guilds/:guild_id/audit-log", ({ params }) => ({
    entries: findAnyGuild(state, params.guild_id).auditLog,
  }));
  scope.get<{ Params: { channel_id: string } }>("/channels/:channel_id", ({ params }) => {
    const channel = state.channels.get(params.channel_id);
    if (channel === undefined) throw discordError("unknownChannel");
    return viewChannel(channel);
  });
  scope.get("/calls", ({ query }) => {
    const { after, limit } = page.parse(query);
    const found = calls.page(after, limit);
    return { calls: found, next_after: found.at(-1)?.id ?? after, total: calls.total };
  });
}

/** The guild, whether or not the bot is a member. */
export function findAnyGuild(state: DiscordState, guildId: string): Guild {
  const guild = state.guilds.get(guildId);
  if (guild === undefined) throw discordError("unknownGuild");
  return guild;
}
