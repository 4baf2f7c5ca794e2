interface State {
  guilds: { id: string; owner_id: string; roles: { id: string; name: string }[]; members: { user_id: string }[] }[];
  users: { id: string; username: string; bot: boolean; accepts_dms: boolean }[];
}

export interface People {
  nameOf: (userId: string) => string;
  roleName: (roleId: string) => string;
  /** A member who gets direct messages: no bot, not the owner, direct messages open. */
  buyer: { id: string; name: string; email: string };
}

/** Reads the members and roles from the sandbox. */
export async function readPeople(sandboxUrl: string, guildId: string): Promise<People> {
  const response = await fetch(`${sandboxUrl}/_sandbox/discord/state`);
  const { guilds, users } = (await response.json()) as State;
  const guild = guilds.find(({ id }) => id === guildId);
  const members = new Set(guild?.members.map(({ user_id }) => user_id));
  const buyer = users.find((user) => {
    return members.has(user.id) && user.id !== guild?.owner_id && user.accepts_dms && !user.bot;
  });
  if (!guild || !buyer) throw new Error(`The sandbox's guild ${guildId} has no member who can buy something.`);
  const names = new Map(users.map((user) => [user.id, user.username]));
  const roles = new Map(guild.roles.map(({ id, name }) => [id, name]));
  return {
    nameOf: (userId) => names.get(userId) ?? userId,
    roleName: (roleId) => roles.get(roleId) ?? roleId,
    buyer: { id: buyer.id, name: names.get(buyer.id) ?? buyer.id, email: `${buyer.username}@example.com` },
  };
}
