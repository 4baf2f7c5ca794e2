import type { EventReason } from "@moddy/schemas";
import type { Transaction } from "kysely";
import type { BackendDatabase } from "./schema.ts";
import type { EventToProcess } from "./stripe-events.ts";

/** Selects events that ended without being processed: each condition that is given must hold. */
export interface EventSelection {
  readonly id?: string;
  readonly result?: "ignored" | "unreadable";
  readonly reasons?: readonly EventReason[];
  readonly type?: string;
  readonly receivedBefore?: Date;
  /** Only those that another key than this one set aside; its fingerprint. */
  readonly notJudgedBy?: string;
}

/** Makes events wait again that ended as ignored or unreadable. @param types those that are processed at all. */
export async function reopenEvents(
  trx: Transaction<BackendDatabase>,
  { id, result, reasons, type, receivedBefore, notJudgedBy }: EventSelection,
  types: readonly string[],
): Promise<EventToProcess[]> {
  return trx
    .updateTable("stripe_events")
    .set({ processed_at: null, result: null, reason: null, judged_by: null, tries: 0 })
    .where("result", "in", result ? [result] : ["ignored", "unreadable"])
    .where("type", "in", types)
    .$if(id !== undefined, (query) => query.where("id", "=", id ?? ""))
    .$if(reasons !== undefined, (query) => query.where("reason", "in", reasons ?? []))
    .$if(type !== undefined, (query) => query.where("type", "=", type ?? ""))
    .$if(receivedBefore !== undefined, (query) => query.where("received_at", "<", receivedBefore ?? new Date(0)))
    .$if(notJudgedBy !== undefined, (query) => query.where("judged_by", "is distinct from", notJudgedBy ?? ""))
    .returning(["id", "type"])
    .execute();
}
