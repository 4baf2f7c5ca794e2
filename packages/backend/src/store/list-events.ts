import type { EventReason, EventResult } from "@moddy/schemas";
import { type Kysely, type Selectable, sql } from "kysely";
import type { BackendDatabase, StripeEventsTable } from "./schema.ts";

/** Selects events: each condition that is given must hold. */
export interface EventConditions {
  readonly result?: EventResult | undefined;
  readonly reason?: EventReason | undefined;
  readonly type?: string | undefined;
  readonly receivedBefore?: Date | undefined;
}

/** An event without what Stripe says in it. */
export type EventRow = Omit<Selectable<StripeEventsTable>, "payload" | "seq" | "tries" | "judged_by">;

/** Whether an event comes after another one in the list. */
function isBefore(id: string | null) {
  return sql<boolean>`(received_at, id) < (select received_at, id from stripe_events last where last.id = ${id})`;
}

/** A page of the events, those that were received last first. @param after the id that ended the page before. */
export function listEvents(
  db: Kysely<BackendDatabase>,
  { result, reason, type, receivedBefore }: EventConditions,
  { limit, after }: { limit: number; after: string | null },
): Promise<EventRow[]> {
  const ended = result === "waiting" ? undefined : result;
  return db
    .selectFrom("stripe_events")
    .select(["id", "type", "created", "received_at", "processed_at", "result", "reason"])
    .$if(result === "waiting", (query) => query.where("processed_at", "is", null))
    .$if(ended !== undefined, (query) => query.where("result", "=", ended ?? null))
    .$if(reason !== undefined, (query) => query.where("reason", "=", reason ?? null))
    .$if(type !== undefined, (query) => query.where("type", "=", type ?? ""))
    .$if(receivedBefore !== undefined, (query) => query.where("received_at", "<", receivedBefore ?? new Date(0)))
    .$if(after !== null, (query) => query.where(isBefore(after)))
    .orderBy("received_at", "desc")
    .orderBy("id", "desc")
    .limit(limit)
    .execute();
}
