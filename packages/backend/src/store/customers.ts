import { type Kysely, type Selectable, sql, type Transaction } from "kysely";
import { PROVEN_SOURCES } from "../account/link-source.ts";
import type { BackendDatabase, CustomersTable } from "./schema.ts";

/** A Stripe customer, and the Discord user of the account it belongs to. */
export interface OwnedCustomer extends Selectable<CustomersTable> {
  readonly discord_id: string | null;
}

/** Locks a customer for this transaction, whether its row exists or not. */
export async function lockCustomer(trx: Transaction<BackendDatabase>, customerId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`customer:${customerId}`}, 0))`.execute(trx);
}

/** Draws the number of a reading of Stripe that begins now. The higher of two numbers began later, whatever the clocks say. */
export async function nextFetchSeq(db: Kysely<BackendDatabase>): Promise<string> {
  const { rows } = await sql<{ seq: string }>`select nextval('stripe_fetch_seq') as seq`.execute(db);
  const seq = rows[0]?.seq;
  if (seq === undefined) throw new Error("the sequence gave no number");
  return seq;
}

export function findCustomer(db: Kysely<BackendDatabase>, customerId: string): Promise<OwnedCustomer | undefined> {
  return db
    .selectFrom("customers")
    .innerJoin("users", "users.id", "customers.user_id")
    .selectAll("customers")
    .select("users.discord_id")
    .where("customers.id", "=", customerId)
    .executeTakeFirst();
}

/**
 * The customers that are proven to be a Discord user's own and that Stripe has not deleted. Only these lend the user their
 * e-mail address and invoices and take a refund or a cancellation.
 */
export async function listOwnCustomerIds(db: Kysely<BackendDatabase>, discordId: string): Promise<string[]> {
  const rows = await db
    .selectFrom("customers")
    .innerJoin("users", "users.id", "customers.user_id")
    .select("customers.id")
    .where("users.discord_id", "=", discordId)
    .where("customers.link_source", "in", PROVEN_SOURCES)
    .where("customers.deleted_at", "is", null)
    .orderBy("customers.created_at")
    .execute();
  return rows.map(({ id }) => id);
}

/** Adds a customer with an account of its own that no Discord user is linked to. */
export async function addCustomer(trx: Transaction<BackendDatabase>, customerId: string, at: Date): Promise<void> {
  const user = await trx
    .insertInto("users")
    .values({ created_at: at, updated_at: at })
    .returning("id")
    .executeTakeFirstOrThrow();
  await trx
    .insertInto("customers")
    .values({ id: customerId, user_id: user.id, fetch_seq: 0, created_at: at, updated_at: at, unlinked_since: at })
    .execute();
}
