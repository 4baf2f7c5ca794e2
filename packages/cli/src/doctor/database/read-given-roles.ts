import { withDatabase } from "./with-database.ts";

/** The roles that the bot gave in a server, by member. */
export type GivenRoles = ReadonlyMap<string, readonly string[]>;

const GIVEN = `select discord_id, array_agg(role_id) as roles from given_roles
  where guild_id = $1 and state = 'given' group by discord_id`;

/** Reads them from the bot's database; undefined if it cannot be read or is of an older version. */
export async function readGivenRoles(url: string, guildId: string): Promise<GivenRoles | undefined> {
  try {
    return await withDatabase(url, async (client) => {
      const { rows } = await client.query<{ discord_id: string; roles: string[] }>(GIVEN, [guildId]);
      return new Map(rows.map(({ discord_id, roles }) => [discord_id, roles]));
    });
  } catch {
    return undefined;
  }
}
