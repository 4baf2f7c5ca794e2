import type { Outbox } from "@moddy/delivery";
import type { backendOperations } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { GatewaySessions } from "../../store/gateway-sessions.ts";
import type { BotTables } from "../../store/tables.ts";
import type { GatewayHandlers } from "./handlers.ts";
import type { StoreEvent } from "./session.ts";

export interface DispatcherOptions {
  readonly db: Kysely<BotTables>;
  readonly gatewaySessions: Pick<GatewaySessions, "claimEvent">;
  readonly outbox: Pick<Outbox<typeof backendOperations>, "enqueue">;
  readonly step: (name: "gateway.received" | "gateway.stored") => Promise<void> | void;
}

/**
 * Stores what an event means to all features together, once: in one transaction, the event is claimed, each feature
 * records it, and what the backend is told is enqueued. Only then the features act on it.
 */
export function createDispatcher(options: DispatcherOptions, handlers: readonly GatewayHandlers[]): StoreEvent {
  const { db, gatewaySessions, outbox, step } = options;
  return async (payload, session) => {
    const records = handlers.flatMap((handler) => handler.read?.(payload) ?? []);
    if (records.length === 0) return false;
    await step("gateway.received");
    const isNew = await db.transaction().execute(async (trx) => {
      if (!(await gatewaySessions.claimEvent(trx, session.id, session.sequence))) return false;
      for (const record of records) {
        for (const request of await record(trx)) {
          await outbox.enqueue(trx, { operation: "eventNotify", discordId: request.discord_id, request });
        }
      }
      return true;
    });
    await step("gateway.stored");
    if (isNew) for (const handler of handlers) handler.onStored?.(payload);
    return true;
  };
}
