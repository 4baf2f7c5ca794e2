import { ownPermissions } from "./find.ts";
import { has } from "./permissions.ts";
import type { Channel, DiscordState, Mentions } from "./state.ts";

/** The `allowed_mentions` of a message. */
export interface AllowedMentions {
  readonly parse?: readonly ("users" | "roles" | "everyone")[] | null | undefined;
  readonly users?: readonly string[] | null | undefined;
  readonly roles?: readonly string[] | null | undefined;
}

/** The mentions of a text that `allowed_mentions` and the bot's permissions allow. */
export function readMentions(
  state: DiscordState,
  channel: Channel,
  content: string,
  allowed?: AllowedMentions | null,
): Mentions {
  const parses = (kind: "users" | "roles" | "everyone") => (allowed ? (allowed.parse?.includes(kind) ?? false) : true);
  const named = (pattern: RegExp) => [...new Set([...content.matchAll(pattern)].map((match) => match[1] ?? ""))];
  const userIds = named(/<@!?(\d+)>/g).filter(
    (id) => state.users.has(id) && (parses("users") || (allowed?.users?.includes(id) ?? false)),
  );
  if (channel.kind === "dm") return { userIds, roleIds: [], everyone: false };
  const mayAll = has(ownPermissions(state, channel), "MentionEveryone");
  const roles = state.guilds.get(channel.guildId)?.roles;
  const roleIds = named(/<@&(\d+)>/g).filter((id) => {
    const role = roles?.get(id);
    return role && (mayAll || role.mentionable) && (parses("roles") || (allowed?.roles?.includes(id) ?? false));
  });
  return { userIds, roleIds, everyone: mayAll && parses("everyone") && /@(everyone|here)\b/.test(content) };
}
