interface Member {
  roles: string[];
}

interface Message {
  content: string;
  embeds: { description?: string }[];
  author: { bot?: boolean };
}

/** What Discord itself says about a member, asked over its HTTP API. */
export interface DiscordView {
  roleIds: string[];
  /** The text of the newest direct message that the bot sent them, where there is one. */
  message: string | undefined;
}

/** Reads a member's roles and direct messages from a Discord API (`apiBase` without a version, as discord.js takes it). */
export async function readDiscord(options: {
  apiBase: string;
  token: string;
  guildId: string;
  userId: string;
}): Promise<DiscordView> {
  const { apiBase, token, guildId, userId } = options;
  const call = async <T>(path: string, body?: object): Promise<T> => {
    const response = await fetch(`${apiBase}/v10${path}`, {
      method: body ? "POST" : "GET",
      headers: { authorization: `Bot ${token}`, "content-type": "application/json" },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`Discord answered ${response.status} to ${path}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { roles } = await call<Member>(`/guilds/${guildId}/members/${userId}`);
  const { id } = await call<{ id: string }>("/users/@me/channels", { recipient_id: userId });
  const [newest] = (await call<Message[]>(`/channels/${id}/messages?limit=10`)).filter(({ author }) => author.bot);
  const text = newest && [newest.content, ...newest.embeds.map((embed) => embed.description)].filter(Boolean).join(" ");
  return { roleIds: roles, message: text };
}
