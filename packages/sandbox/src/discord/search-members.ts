import type { DiscordState, Guild, Member } from "./state.ts";

/** Members whose user name, display name or nickname starts with the text, ignoring case. */
export function searchMembers(state: DiscordState, guild: Guild, text: string): Member[] {
  const start = text.toLowerCase();
  return [...guild.members.values()].filter(({ userId, nick }) => {
    const user = state.users.get(userId);
    return [user?.username, user?.globalName, nick].some((name) => name?.toLowerCase().startsWith(start));
  });
}
