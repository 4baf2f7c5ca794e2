import type { Kysely, Selectable, Transaction } from "kysely";
import type { BackendDatabase, UsersTable } from "./schema.ts";

/** The account that a Discord user is linked to; undefined when there is none, or it has neither a customer nor a grant. */
export function findAccount(
  db: Kysely<BackendDatabase>,
  discordId: string,
): Promise<Selectable<UsersTable> | undefined> {
  return db
    .selectFrom("users")
    .selectAll()
    .where("discord_id", "=", discordId)
    .where((eb) =>
      eb.or([
        eb.exists(eb.selectFrom("customers").select("id").whereRef("customers.user_id", "=", "users.id")),
        eb.exists(eb.selectFrom("grants").select("id").whereRef("grants.user_id", "=", "users.id")),
      ]),
    )
    .executeTakeFirst();
}

/** Removes the link between an account and a Discord user. @returns false when there was none. */
export async function unlinkUser(trx: Transaction<BackendDatabase>, discordId: string, at: Date): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable("users")
    .set({ discord_id: null, updated_at: at })
    .where("discord_id", "=", discordId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
