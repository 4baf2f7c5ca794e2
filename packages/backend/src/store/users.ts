import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import { isProven, PROVEN_SOURCES } from "../account/link-source.ts";
import type { BackendDatabase, UsersTable } from "./schema.ts";

/** An account, with the e-mail address of the own customer that was read last. */
export type OwnAccount = Selectable<UsersTable>;

/**
 * The account that is proven to be a Discord user's; undefined when there is none, or it has neither an own customer nor a
 * grant. A claimed customer is not seen here.
 */
export async function findAccount(db: Kysely<BackendDatabase>, discordId: string): Promise<OwnAccount | undefined> {
  const user = await db.selectFrom("users").selectAll().where("discord_id", "=", discordId).executeTakeFirst();
  if (!user) return undefined;
  const customers = await db
    .selectFrom("customers")
    .select("email")
    .where("user_id", "=", user.id)
    .where("link_source", "in", PROVEN_SOURCES)
    .orderBy("updated_at", "desc")
    .execute();
  const grant = await db.selectFrom("grants").select("id").where("user_id", "=", user.id).limit(1).executeTakeFirst();
  if (customers.length === 0 && !grant) return undefined;
  return { ...user, email: customers.find(({ email }) => email !== null)?.email ?? null };
}

/** Gives a claimed customer an account of its own: it shares none with customers that are proven to belong together. */
async function detach(trx: Transaction<BackendDatabase>, customerId: string, at: Date): Promise<void> {
  const values = { created_at: at, updated_at: at };
  const { id } = await trx.insertInto("users").values(values).returning("id").executeTakeFirstOrThrow();
  await trx.updateTable("customers").set({ user_id: id }).where("id", "=", customerId).execute();
}

/** Removes the link between an account and a Discord user. @returns false when there was none. */
export async function unlinkUser(trx: Transaction<BackendDatabase>, discordId: string, at: Date): Promise<boolean> {
  const user = await trx
    .updateTable("users")
    .set({ discord_id: null, updated_at: at })
    .where("discord_id", "=", discordId)
    .returning("id")
    .executeTakeFirst();
  if (!user) return false;
  const customers = await trx
    .selectFrom("customers")
    .select(["id", "link_source"])
    .where("user_id", "=", user.id)
    .execute();
  for (const { id, link_source } of customers) if (!isProven(link_source)) await detach(trx, id, at);
  const ids = customers.map(({ id }) => id);
  const unlinked = { link_source: null, unlinked_since: at, unlinked_told_at: null };
  await trx.updateTable("customers").set(unlinked).where("id", "=", sql<string>`any(${ids}::text[])`).execute();
  return true;
}
