import type { Transaction } from "kysely";
import { openUser } from "./link-customer.ts";
import type { BackendDatabase } from "./schema.ts";

/** A plan given by hand. */
export interface NewGrant {
  readonly discordId: string;
  readonly plan: string;
  readonly expiresAt: Date | null;
  readonly reason: string | null;
}

/** Stores a grant. @returns its id. */
export async function addGrant(trx: Transaction<BackendDatabase>, grant: NewGrant, at: Date): Promise<string> {
  const { plan, reason, expiresAt: expires_at } = grant;
  const user_id = await openUser(trx, grant.discordId, at);
  await trx.updateTable("users").set({ updated_at: at }).where("id", "=", user_id).execute();
  const { id } = await trx
    .insertInto("grants")
    .values({ user_id, plan, reason, expires_at, created_at: at })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Revokes a Discord user's grants, all or those of one plan. @returns how many had not ended. */
export async function revokeGrants(
  trx: Transaction<BackendDatabase>,
  { discordId, plan }: { discordId: string; plan: string | undefined },
  at: Date,
): Promise<number> {
  const revoked = await trx
    .updateTable("grants")
    .set({ revoked_at: at })
    .where("revoked_at", "is", null)
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", at)]))
    .where("user_id", "in", (users) => users.selectFrom("users").select("id").where("discord_id", "=", discordId))
    .$if(plan !== undefined, (update) => update.where("plan", "=", plan ?? ""))
    .returning("id")
    .execute();
  return revoked.length;
}
