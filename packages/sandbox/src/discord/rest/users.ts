import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { openDm } from "../actions/messages.ts";
import { discordError } from "../errors.ts";
import { findUser } from "../find.ts";
import { parseForm, snowflake } from "../form.ts";
import { guildPermissions } from "../permissions.ts";
import { dmChannelShape } from "../shapes/channel.ts";
import { ownUserShape, userShape } from "../shapes/user.ts";
import type { DiscordState } from "../state.ts";

const createDm = z.object({ recipient_id: snowflake });

export function serveUsers(scope: FastifyInstance, state: DiscordState): void {
  const ownId = state.application.id;
  scope.get("/users/@me", () => ownUserShape(findUser(state, ownId)));

  scope.get<{ Params: { user_id: string } }>("/users/:user_id", ({ params }) =>
    userShape(findUser(state, params.user_id)),
  );

  scope.get("/users/@me/guilds", () =>
    [...state.guilds.values()].flatMap((guild) => {
      const own = guild.members.get(ownId);
      if (own === undefined) return [];
      const permissions = guildPermissions(guild, own).toString();
      return [{ id: guild.id, name: guild.name, icon: null, banner: null, owner: false, permissions, features: [] }];
    }),
  );

  scope.post("/users/@me/channels", ({ body }) => {
    const { recipient_id: recipientId } = parseForm(createDm, body);
    if (recipientId === ownId || !state.users.has(recipientId)) throw discordError("invalidRecipients");
    return dmChannelShape(state, openDm(state, recipientId));
  });
}
