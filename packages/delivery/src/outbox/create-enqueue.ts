import { randomUUIDv7 } from "node:crypto";
import { currentTrace } from "@moddy/internal-api/client";
import type { Logger } from "pino";
import type { DatabaseTime } from "../database-time.ts";
import type { Step } from "../steps.ts";
import type { Operations } from "./create-send.ts";
import { insertDelivery } from "./store/insert-delivery.ts";
import type { Outbox } from "./types.ts";

/** Makes the function that stores deliveries. It runs two statements and calls nothing but the database. */
export function createEnqueue<Ops extends Operations>(parts: {
  operations: Ops;
  lifetimeMs: number;
  time: DatabaseTime;
  step: Step;
  logger: Logger;
}): Outbox<Ops>["enqueue"] {
  const { operations, lifetimeMs, time } = parts;
  return async (trx, { operation, discordId, request, version = null, supersede = false, ...given }) => {
    const operationId = operations[operation]?.id;
    if (operationId === undefined) throw new TypeError(`There is no operation ${String(operation)}`);
    const id = randomUUIDv7();
    const trace = given.requestId === undefined ? currentTrace() : undefined;
    const requestId = given.requestId ?? trace?.requestId;
    const traceparent = given.traceparent ?? trace?.traceparent;
    const delivery = { id, operation: operationId, discordId, request, version, supersede, requestId, traceparent };
    await insertDelivery(trx, delivery, lifetimeMs, time);
    parts.logger.info({ event: "delivery_enqueued", delivery_id: id, operation: operationId }, "Enqueued");
    await parts.step("outbox.enqueued");
    return id;
  };
}
