import type { Handler } from "@moddy/internal-api/server";
import type { botOperations } from "@moddy/schemas";
import type { QueryExecutorProvider } from "kysely";
import type { DatabaseTime } from "../database-time.ts";
import { cancelDeliveries } from "./store/cancel-deliveries.ts";
import type { AttemptRow, DeliveryRow } from "./store/delivery-row.ts";
import { listDeliveries, readDelivery } from "./store/read-deliveries.ts";
import { retryDeliveries } from "./store/retry-deliveries.ts";

// Both services serve these operations with the same schemas, so the bot's types fit both.
type Operations = Pick<
  typeof botOperations,
  "deliveriesList" | "deliveriesShow" | "deliveriesRetry" | "deliveriesCancel"
>;

/** The handlers of the operations `deliveries_*`. */
export type DeliveryHandlers = { readonly [K in keyof Operations]: Handler<Operations[K]> };

function summaryOf(row: DeliveryRow) {
  return {
    delivery_id: row.id,
    operation: row.operation,
    discord_id: row.discord_id,
    state: row.state,
    outcome: row.outcome,
    attempts: row.attempts,
    created_at: row.created_at.toISOString(),
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  };
}

function attemptOf(row: AttemptRow) {
  return { ...row, started_at: new Date(row.started_at).toISOString() };
}

function countReply(count: number, what: string) {
  return { success: true, message: `${count} ${count === 1 ? "delivery" : "deliveries"} ${what}.`, count };
}

/** Makes the handlers. `lifetimeMs`: how long a delivery that an operator retries may take. */
export function createDeliveryHandlers(
  db: QueryExecutorProvider,
  lifetimeMs: number,
  time: DatabaseTime,
): DeliveryHandlers {
  return {
    async deliveriesList({ limit, after = null, ...filter }) {
      const rows = await listDeliveries(db, { filter, limit: limit + 1, after }, time);
      const page = rows.slice(0, limit);
      return {
        success: true,
        message: `${page.length} ${page.length === 1 ? "delivery" : "deliveries"}.`,
        deliveries: page.map(summaryOf),
        next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
      };
    },
    async deliveriesShow({ delivery_id }) {
      const found = await readDelivery(db, delivery_id);
      if (!found) return { success: false, message: "There is no delivery with this id.", delivery: null };
      const delivery = { ...summaryOf(found), attempt_log: found.attempt_log.map(attemptOf) };
      return { success: true, message: "Found.", delivery };
    },
    async deliveriesRetry(filter) {
      return countReply(await retryDeliveries(db, filter, lifetimeMs, time), "will be tried again");
    },
    async deliveriesCancel(filter) {
      return countReply(await cancelDeliveries(db, filter, time), "cancelled");
    },
  };
}
