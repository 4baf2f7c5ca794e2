import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { leaveGuild } from "../actions/members.ts";
import { createMessage, openDm } from "../actions/messages.ts";
import { addUser } from "../actions/users.ts";
import { discordError } from "../errors.ts";
import { findUser } from "../find.ts";
import { snowflake } from "../form.ts";
import { readMentions } from "../mentions.ts";
import type { DiscordState } from "../state.ts";
import { viewMessage, viewUser } from "./views.ts";

const userForm = z.strictObject({
  id: snowflake.optional(),
  username: z.string().min(1).max(32).optional(),
  global_name: z.string().max(32).nullish(),
  bot: z.boolean().default(false),
  accepts_dms: z.boolean().default(true),
});
const userChanges = z.strictObject({
  username: z.string().min(1).max(32).optional(),
  accepts_dms: z.boolean().optional(),
});
const messageForm = z.strictObject({ author_id: snowflake, content: z.string().min(1).max(2000) });
const dmForm = messageForm.omit({ author_id: true });

type OfUser = { Params: { user_id: string } };

export function registerUserControls(scope: FastifyInstance, state: DiscordState): void {
  scope.post("/users", ({ body }, reply) => {
    const form = userForm.parse(body ?? {});
    const user = addUser(state, {
      ...(form.id !== undefined && { id: form.id }),
      ...(form.username !== undefined && { username: form.username }),
      globalName: form.global_name ?? null,
      bot: form.bot,
      acceptsDms: form.accepts_dms,
    });
    return reply.code(201).send(viewUser(state, user));
  });

  scope.patch<OfUser>("/users/:user_id", ({ params, body }) => {
    const user = findUser(state, params.user_id);
    const { username, accepts_dms: acceptsDms } = userChanges.parse(body);
    user.username = username ?? user.username;
    user.acceptsDms = acceptsDms ?? user.acceptsDms;
    return viewUser(state, user);
  });

  scope.delete<OfUser>("/users/:user_id/mutual-guilds", ({ params }, reply) => {
    const user = findUser(state, params.user_id);
    for (const guild of state.guilds.values()) leaveGuild(state, guild, user.id);
    return reply.code(204).send();
  });

  scope.post<OfUser>("/users/:user_id/dm", ({ params, body }, reply) => {
    const author = findUser(state, params.user_id);
    return reply
      .code(201)
      .send(writeMessage(state, openDm(state, author.id).id, author.id, dmForm.parse(body).content));
  });

  scope.post<{ Params: { channel_id: string } }>("/channels/:channel_id/messages", ({ params, body }, reply) => {
    const { author_id: authorId, content } = messageForm.parse(body);
    return reply.code(201).send(writeMessage(state, params.channel_id, findUser(state, authorId).id, content));
  });
}

function writeMessage(state: DiscordState, channelId: string, authorId: string, content: string) {
  const channel = state.channels.get(channelId);
  if (channel === undefined) throw discordError("unknownChannel");
  const mentions = readMentions(state, channel, content);
  return viewMessage(createMessage(state, channel, { authorId, content, mentions }));
}
