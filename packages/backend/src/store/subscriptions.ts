import type { Plan } from "@moddy/schemas";
import type { Kysely, Selectable } from "kysely";
import type { BackendDatabase, SubscriptionsTable } from "./schema.ts";

/** A stored subscription. */
export type SubscriptionRow = Selectable<SubscriptionsTable>;

const ENDED = ["canceled", "incomplete_expired"];

/** The subscription that stands for a Discord user: of the highest plan, the newest; undefined if all have ended. */
export async function findMainSubscription(
  db: Kysely<BackendDatabase>,
  discordId: string,
  plans: readonly Plan[],
): Promise<SubscriptionRow | undefined> {
  const rows = await db
    .selectFrom("subscriptions")
    .innerJoin("customers", "customers.id", "subscriptions.customer_id")
    .innerJoin("users", "users.id", "customers.user_id")
    .selectAll("subscriptions")
    .where("users.discord_id", "=", discordId)
    .where("subscriptions.status", "not in", ENDED)
    .orderBy("subscriptions.created_at", "desc")
    .execute();
  const rankOf = ({ price_ids }: SubscriptionRow) =>
    Math.max(
      -1,
      ...plans.filter((plan) => plan.price_ids.some((id) => price_ids.includes(id))).map(({ rank }) => rank),
    );
  return rows.toSorted((a, b) => rankOf(b) - rankOf(a))[0];
}
