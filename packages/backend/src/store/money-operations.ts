import type { Kysely, Selectable } from "kysely";
import type { BackendDatabase, MoneyOperationsTable } from "./schema.ts";

/** A stored refund or cancellation. */
export type MoneyOperation = Selectable<MoneyOperationsTable>;

/** What is stored before Stripe is called. */
export interface NewMoneyOperation {
  /** The call's idempotency key. */
  readonly key: string;
  readonly kind: "refund" | "cancel";
  readonly discord_id: string;
  readonly target_id: string;
  /** In cents, null for all. */
  readonly amount: number | null;
  readonly created_at: Date;
}

export function findMoneyOperation(db: Kysely<BackendDatabase>, key: string): Promise<MoneyOperation | undefined> {
  return db.selectFrom("money_operations").selectAll().where("key", "=", key).executeTakeFirst();
}

/** Stores an operation; if its key is there already, that one stands. */
export async function addMoneyOperation(
  db: Kysely<BackendDatabase>,
  operation: NewMoneyOperation,
): Promise<MoneyOperation> {
  const same = { key: operation.key };
  return db
    .insertInto("money_operations")
    .values(operation)
    .onConflict((conflict) => conflict.column("key").doUpdateSet(same))
    .returningAll()
    .executeTakeFirstOrThrow();
}

export async function finishMoneyOperation(db: Kysely<BackendDatabase>, key: string, at: Date): Promise<void> {
  await db.updateTable("money_operations").set({ finished_at: at }).where("key", "=", key).execute();
}
