import { type RouteLike, Routes } from "discord.js";
import { z } from "zod";
import type { Attempt } from "./failure.ts";
import { readReply } from "./read-reply.ts";
import type { DiscordRest } from "./rest.ts";

const channel = z.object({ id: z.string() });
const message = z.object({
  id: z.string(),
  content: z.string(),
  author: z.object({ id: z.string() }),
  nonce: z.union([z.string(), z.number()]).nullish(),
});
const member = z.object({
  user: z.object({ id: z.string(), bot: z.boolean().optional() }),
  roles: z.array(z.string()),
});
const role = z.object({ id: z.string(), position: z.number(), permissions: z.string(), managed: z.boolean() });
const user = z.object({ id: z.string() });
const application = z.object({ id: z.string(), flags: z.number().optional() });

/** A message as Discord shows it; `nonce` may be missing although it was given. */
export type DiscordMessage = z.infer<typeof message>;
/** A member of a guild. */
export type DiscordMember = z.infer<typeof member>;
/** A role of a guild. */
export type DiscordRole = z.infer<typeof role>;

/** What is posted as a message. `nonce` makes Discord give the same message back when it is posted twice. */
export interface MessageBody {
  readonly content: string;
  /** At most 25 characters. */
  readonly nonce: string;
  readonly mentionUserId?: string | undefined;
}

/** The bot's calls to Discord; each gives its result or its failure as a value. */
export interface DiscordApi {
  readSelf(signal?: AbortSignal): Promise<Attempt<{ id: string }>>;
  /** The bot's application; `flags` tell which privileged intents it has. */
  readApplication(signal?: AbortSignal): Promise<Attempt<{ id: string; flags?: number | undefined }>>;
  openDm(userId: string, signal?: AbortSignal): Promise<Attempt<{ id: string }>>;
  postMessage(channelId: string, body: MessageBody, signal?: AbortSignal): Promise<Attempt<DiscordMessage>>;
  /** The newest hundred messages, or the hundred that follow the id `after`. */
  readMessages(
    channelId: string,
    page: { after?: string | undefined },
    signal?: AbortSignal,
  ): Promise<Attempt<DiscordMessage[]>>;
  readMember(guildId: string, userId: string, signal?: AbortSignal): Promise<Attempt<DiscordMember>>;
  listMembers(
    guildId: string,
    page: { after: string; limit: number },
    signal?: AbortSignal,
  ): Promise<Attempt<DiscordMember[]>>;
  readRoles(guildId: string, signal?: AbortSignal): Promise<Attempt<DiscordRole[]>>;
  changeRole(change: RoleChange, signal?: AbortSignal): Promise<Attempt<void>>;
}

/** One role given to a member or taken from them. */
export interface RoleChange {
  readonly kind: "add" | "remove";
  readonly guildId: string;
  readonly userId: string;
  readonly roleId: string;
  /** For the guild's audit log: no personal data. */
  readonly reason: string;
}

/** Makes the calls over discord.js's REST. */
export function createDiscordApi(discord: DiscordRest): DiscordApi {
  const get = <T>(schema: z.ZodType<T>, route: RouteLike, signal?: AbortSignal, query?: Record<string, string>) =>
    discord.attempt(
      async (rest) => readReply(schema, await rest.get(route, { query: new URLSearchParams(query), signal })),
      signal,
    );
  const post = <T>(schema: z.ZodType<T>, route: RouteLike, body: unknown, signal?: AbortSignal) =>
    discord.attempt(async (rest) => readReply(schema, await rest.post(route, { body, signal })), signal);
  return {
    readSelf: (signal) => get(user, Routes.user("@me"), signal),
    readApplication: (signal) => get(application, Routes.currentApplication(), signal),
    openDm: (userId, signal) => post(channel, Routes.userChannels(), { recipient_id: userId }, signal),
    postMessage: (channelId, form, signal) =>
      post(message, Routes.channelMessages(channelId), messageForm(form), signal),
    readMessages: (channelId, { after }, signal) =>
      get(z.array(message), Routes.channelMessages(channelId), signal, { limit: "100", ...(after && { after }) }),
    readMember: (guildId, userId, signal) => get(member, Routes.guildMember(guildId, userId), signal),
    listMembers: (guildId, { after, limit }, signal) =>
      get(z.array(member), Routes.guildMembers(guildId), signal, { after, limit: String(limit) }),
    readRoles: (guildId, signal) => get(z.array(role), Routes.guildRoles(guildId), signal),
    changeRole: ({ kind, guildId, userId, roleId, reason }, signal) =>
      discord.attempt(async (rest) => {
        const route = Routes.guildMemberRole(guildId, userId, roleId);
        await (kind === "add" ? rest.put(route, { reason, signal }) : rest.delete(route, { reason, signal }));
      }, signal),
  };
}

function messageForm({ content, nonce, mentionUserId }: MessageBody) {
  const users = mentionUserId === undefined ? [] : [mentionUserId];
  return { content, nonce, enforce_nonce: true, allowed_mentions: { parse: [], users } };
}
