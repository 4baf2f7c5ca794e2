import type { Kysely, Selectable, Transaction } from "kysely";
import type { BackendDatabase, StripeEventsTable } from "./schema.ts";

/** An event as Stripe sends it, as far as every version of it goes. */
export interface StripeEventFacts {
  readonly id: string;
  readonly type: string;
  /** Seconds since 1970. */
  readonly created: number;
}

/** PostgreSQL takes no NUL and no half of a character; what a person typed at Stripe may hold either. */
function toStorableJson(event: StripeEventFacts): string {
  return JSON.stringify(event).replace(/\\(?:u([\da-f]{4})|.)/gi, (escape, code: string = "") =>
    /^(?:0000|d[89a-f])/i.test(code) ? "\\ufffd" : escape,
  );
}

/** Stores an event; one that is not handled counts as processed at once. @returns false if it was there already. */
export async function addStripeEvent(
  trx: Transaction<BackendDatabase>,
  event: StripeEventFacts,
  { isHandled, at }: { isHandled: boolean; at: Date },
): Promise<boolean> {
  const { id, type } = event;
  const created = new Date(event.created * 1000);
  const processed = isHandled ? {} : { processed_at: at, result: "ignored" as const };
  const added = await trx
    .insertInto("stripe_events")
    .values({ id, type, created, payload: toStorableJson(event), received_at: at, ...processed })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  return added !== undefined;
}

export function findStripeEvent(
  db: Kysely<BackendDatabase>,
  id: string,
): Promise<Selectable<StripeEventsTable> | undefined> {
  return db.selectFrom("stripe_events").selectAll().where("id", "=", id).executeTakeFirst();
}

export async function finishStripeEvent(
  db: Kysely<BackendDatabase>,
  id: string,
  result: NonNullable<StripeEventsTable["result"]>,
  at: Date,
): Promise<void> {
  await db.updateTable("stripe_events").set({ result, processed_at: at }).where("id", "=", id).execute();
}

/** The ids of events that were stored before a time and are not processed yet, oldest first. */
export async function listWaitingEvents(db: Kysely<BackendDatabase>, storedBefore: Date): Promise<string[]> {
  const rows = await db
    .selectFrom("stripe_events")
    .select("id")
    .where("processed_at", "is", null)
    .where("received_at", "<", storedBefore)
    .orderBy("received_at")
    .execute();
  return rows.map(({ id }) => id);
}

/** How many events are stored and not processed yet. */
export async function countWaitingEvents(db: Kysely<BackendDatabase>): Promise<number> {
  const { count } = await db
    .selectFrom("stripe_events")
    .select(({ fn }) => fn.countAll<string>().as("count"))
    .where("processed_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}
