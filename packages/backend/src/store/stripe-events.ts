import type { EventReason } from "@moddy/schemas";
import type { Kysely, Selectable, Transaction } from "kysely";
import type { BackendDatabase, StripeEventsTable } from "./schema.ts";
import { toStorableJson } from "./to-storable-json.ts";

/** What is stored of an event that Stripe sent or listed. */
export interface NewStripeEvent {
  readonly id: string;
  readonly type: string;
  readonly created: Date;
  /** A thin event has an object of its own kind. */
  readonly thin: boolean;
  /** All of it. */
  readonly payload: object;
}

/** Stores an event; one that is not handled counts as processed at once. @returns false if it was there already. */
export async function addStripeEvent(
  trx: Transaction<BackendDatabase>,
  { id, type, created, thin, payload }: NewStripeEvent,
  { isHandled, at }: { isHandled: boolean; at: Date },
): Promise<boolean> {
  const reason = thin ? ("thin_event" as const) : null;
  const ended = isHandled ? {} : { processed_at: at, result: "ignored" as const, reason };
  const added = await trx
    .insertInto("stripe_events")
    .values({ id, type, created, payload: toStorableJson(payload), received_at: at, ...ended })
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

/** How an event ended. */
export interface EventEnd {
  readonly result: NonNullable<StripeEventsTable["result"]>;
  /** For one that was set aside: why, and the fingerprint of the key that found it so. */
  readonly aside?: { readonly reason: EventReason; readonly judgedBy: string };
}

export async function finishStripeEvent(
  db: Kysely<BackendDatabase>,
  id: string,
  { result, aside }: EventEnd,
  at: Date,
): Promise<void> {
  const why = { reason: aside?.reason ?? null, judged_by: aside?.judgedBy ?? null };
  await db
    .updateTable("stripe_events")
    .set({ result, ...why, processed_at: at })
    .where("id", "=", id)
    .execute();
}

/** Counts that Stripe did not give what an event is about. @returns how often that was. */
export async function countTry(db: Kysely<BackendDatabase>, id: string): Promise<number> {
  const { tries } = await db
    .updateTable("stripe_events")
    .set(({ eb }) => ({ tries: eb("tries", "+", 1) }))
    .where("id", "=", id)
    .returning("tries")
    .executeTakeFirstOrThrow();
  return tries;
}

/** An event that has a job. */
export type EventToProcess = Pick<Selectable<StripeEventsTable>, "id" | "type">;

/** The events that were stored before a time and are not processed yet, oldest first. */
export function listWaitingEvents(db: Kysely<BackendDatabase>, storedBefore: Date): Promise<EventToProcess[]> {
  return db
    .selectFrom("stripe_events")
    .select(["id", "type"])
    .where("processed_at", "is", null)
    .where("received_at", "<", storedBefore)
    .orderBy("received_at")
    .execute();
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

/** How many events were set aside since a time, for each reason. */
export async function countSetAside(
  db: Kysely<BackendDatabase>,
  receivedSince: Date,
): Promise<{ reason: EventReason; count: number }[]> {
  const rows = await db
    .selectFrom("stripe_events")
    .select(({ fn }) => ["reason", fn.countAll<string>().as("count")])
    .where("reason", "is not", null)
    .where("received_at", ">=", receivedSince)
    .groupBy("reason")
    .execute();
  return rows.flatMap(({ reason, count }) => (reason === null ? [] : [{ reason, count: Number(count) }]));
}
