import type { Transaction } from "kysely";
import type { BackendDatabase } from "./schema.ts";

/** Records a Discord user's free trial of a plan, unless an earlier one is recorded. `startedAt` in ms since 1970. */
export async function addTrial(
  trx: Transaction<BackendDatabase>,
  trial: { discordId: string; plan: string; subscriptionId: string; startedAt: number },
): Promise<void> {
  const { discordId: discord_id, plan, subscriptionId: subscription_id, startedAt } = trial;
  await trx
    .insertInto("trials")
    .values({ discord_id, plan, subscription_id, started_at: new Date(startedAt) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
