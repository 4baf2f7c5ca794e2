import type { InternalClient } from "@moddy/internal-api/client";
import type { Operation, RequestOf } from "@moddy/schemas";
import { type AttemptResult, classifyFailure } from "./classify-failure.ts";
import { classifyReply } from "./classify-reply.ts";
import type { ClaimedDelivery } from "./store/delivery-row.ts";

/** A set of operations by name, such as `botOperations`. */
export type Operations = Readonly<Record<string, Operation>>;

/** The result of one attempt, and the body of a 200 reply. */
export type SendResult = AttemptResult & { readonly reply?: unknown };

/** Sends a delivery once. Undefined: `signal` aborted it. */
export type Send = (delivery: ClaimedDelivery, signal: AbortSignal) => Promise<SendResult | undefined>;

/** Makes the function that sends a delivery through a client. The delivery's id is its Idempotency-Key. */
export function createSend<Ops extends Operations>(operations: Ops, client: InternalClient<Ops>): Send {
  const names = new Map<string, keyof Ops>(Object.entries(operations).map(([name, { id }]) => [id, name]));
  return async (delivery, signal) => {
    const name = names.get(delivery.operation);
    if (name === undefined) {
      return { outcome: "rejected", waitsForPeer: false, detail: "This version does not have the operation" };
    }
    try {
      const reply = await client.call(name, delivery.request as RequestOf<Ops[typeof name]>, {
        idempotencyKey: delivery.id,
        requestId: delivery.request_id ?? delivery.id,
        traceparent: delivery.traceparent ?? undefined,
        signal,
        retry: false,
      });
      return { ...classifyReply(reply), reply };
    } catch (error) {
      return signal.aborted ? undefined : classifyFailure(error, operations[name]?.service ?? "bot");
    }
  };
}
