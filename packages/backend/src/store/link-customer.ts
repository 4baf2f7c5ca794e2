import type { Transaction } from "kysely";
import { findCustomer } from "./customers.ts";
import type { BackendDatabase } from "./schema.ts";

type Trx = Transaction<BackendDatabase>;

/** The account of a Discord user; it is made when there is none. */
export async function openUser(trx: Trx, discordId: string, at: Date): Promise<string> {
  const user = await trx
    .insertInto("users")
    .values({ discord_id: discordId, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column("discord_id").doUpdateSet({ updated_at: at }))
    .returning("id")
    .executeTakeFirstOrThrow();
  return user.id;
}

/** Moves a customer: with the whole account when no Discord user is linked to that one, otherwise alone. */
async function move(trx: Trx, from: { user: string; whole: boolean; customer: string }, to: string): Promise<void> {
  const customers = trx.updateTable("customers").set({ user_id: to });
  if (!from.whole) return void (await customers.where("id", "=", from.customer).execute());
  await customers.where("user_id", "=", from.user).execute();
  await trx.updateTable("grants").set({ user_id: to }).where("user_id", "=", from.user).execute();
  const { email } = await trx.selectFrom("users").select("email").where("id", "=", from.user).executeTakeFirstOrThrow();
  await trx.updateTable("users").set({ email }).where("id", "=", to).where("email", "is", null).execute();
}

/** Links a stored customer to a Discord user. */
export async function linkCustomer(trx: Trx, customerId: string, discordId: string, at: Date): Promise<void> {
  const customer = await findCustomer(trx, customerId);
  if (!customer) throw new Error("a customer has to be stored before it is linked");
  if (customer.discord_id === discordId) return;
  const whole = customer.discord_id === null;
  await move(trx, { user: customer.user_id, whole, customer: customerId }, await openUser(trx, discordId, at));
}
