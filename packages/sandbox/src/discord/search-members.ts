import type { Guild, Member, World } from "./world.ts";

/** Members whose user name or nickname starts with the text, in any case. */
export function searchMembers(world: World, guild: Guild, text: string): Member[] {
  const start = text.toLowerCase();
  return [...guild.members.values()].filter(({ userId, nick }) => {
    const user = world.users.get(userId);
    return [user?.username, user?.globalName, nick].some((name) => name?.toLowerCase().startsWith(start));
  });
}
