import type { Transaction } from "kysely";
import { isProven, type Link } from "../account/link-source.ts";
import { findCustomer, type OwnedCustomer } from "./customers.ts";
import type { BackendDatabase } from "./schema.ts";

type Trx = Transaction<BackendDatabase>;

/** The account of a Discord user; it is made when there is none. */
export async function openUser(trx: Trx, discordId: string, at: Date): Promise<string> {
  const user = await trx
    .insertInto("users")
    .values({ discord_id: discordId, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.column("discord_id").doUpdateSet({ discord_id: discordId }))
    .returning("id")
    .executeTakeFirstOrThrow();
  return user.id;
}

/** Moves a customer: with the whole account when a proof links one that had no Discord user, otherwise alone. */
async function move(trx: Trx, from: OwnedCustomer, to: string, { source: link_source }: Link): Promise<void> {
  const moved = trx.updateTable("customers").set({ user_id: to, link_source });
  if (from.discord_id !== null || !isProven(link_source)) return void (await moved.where("id", "=", from.id).execute());
  await moved.where("user_id", "=", from.user_id).execute();
  await trx.updateTable("grants").set({ user_id: to }).where("user_id", "=", from.user_id).execute();
}

/** Links a stored customer to a Discord user. The same link again changes nothing, unless it proves what was a claim. */
export async function linkCustomer(trx: Trx, customerId: string, link: Link, at: Date): Promise<void> {
  const customer = await findCustomer(trx, customerId);
  if (!customer) throw new Error("a customer has to be stored before it is linked");
  const isSame = customer.discord_id === link.discordId;
  if (isSame && (isProven(customer.link_source) || !isProven(link.source))) return;
  const user = await openUser(trx, link.discordId, at);
  await move(trx, customer, user, link);
  if (isProven(link.source)) await trx.updateTable("users").set({ updated_at: at }).where("id", "=", user).execute();
}
