import type { InternalClient } from "@moddy/internal-api/client";
import type { Operation, RequestOf } from "@moddy/schemas";
import { judgeFailure, type Verdict } from "./judge-failure.ts";
import { judgeReply } from "./judge-reply.ts";
import type { ClaimedDelivery } from "./store/delivery-row.ts";

/** A set of operations by name, such as `botOperations`. */
export type Operations = Readonly<Record<string, Operation>>;

/** Sends a delivery once. Undefined: it was called off by `signal`. */
export type Send = (delivery: ClaimedDelivery, signal: AbortSignal) => Promise<Verdict | undefined>;

/** Makes the way to send deliveries through a client; the delivery's id is the key by which the other side knows it. */
export function createSend<Ops extends Operations>(operations: Ops, client: InternalClient<Ops>): Send {
  const names = new Map<string, keyof Ops>(Object.entries(operations).map(([name, { id }]) => [id, name]));
  return async (delivery, signal) => {
    const name = names.get(delivery.operation);
    if (name === undefined) {
      return { outcome: "rejected", waitsForPeer: false, detail: "This version knows no such operation" };
    }
    try {
      const reply = await client.call(name, delivery.request as RequestOf<Ops[typeof name]>, {
        idempotencyKey: delivery.id,
        requestId: delivery.request_id ?? delivery.id,
        traceparent: delivery.traceparent ?? undefined,
        signal,
        retry: false,
      });
      return judgeReply(reply);
    } catch (error) {
      return signal.aborted ? undefined : judgeFailure(error, operations[name]?.service ?? "bot");
    }
  };
}
