import type { InternalClient } from "@moddy/internal-api/client";
import type { Operation, RequestOf } from "@moddy/schemas";
import { type AttemptResult, classifyFailure } from "./classify-failure.ts";
import { classifyReply, classifyUnexplained, UNEXPLAINED_NO } from "./classify-reply.ts";
import type { ClaimedDelivery } from "./store/delivery-row.ts";

/** A set of operations by name, such as `botOperations`. */
export type Operations = Readonly<Record<string, Operation>>;

/** The result of one attempt, and the body of a 200 reply. */
export type SendResult = AttemptResult & { readonly reply?: unknown };

/** Sends a delivery once. Undefined: `signal` aborted it. */
export type Send = (delivery: ClaimedDelivery, signal: AbortSignal) => Promise<SendResult | undefined>;

/** Makes the function that sends a delivery through a client. The delivery's id is its Idempotency-Key. */
export function createSend<Ops extends Operations>(
  operations: Ops,
  client: InternalClient<Ops>,
  /** Counts the attempts of a delivery that ended with this detail. */
  countAttempts: (deliveryId: string, detail: string) => Promise<number>,
): Send {
  async function classify(operation: Operation, reply: unknown, deliveryId: string): Promise<AttemptResult> {
    const known = classifyReply(operation, reply);
    return known ?? classifyUnexplained(operation, (await countAttempts(deliveryId, UNEXPLAINED_NO)) + 1);
  }

  const names = new Map<string, keyof Ops>(Object.entries(operations).map(([name, { id }]) => [id, name]));
  return async (delivery, signal) => {
    const name = names.get(delivery.operation);
    const operation = name === undefined ? undefined : operations[name];
    if (name === undefined || operation === undefined) {
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
      return { ...(await classify(operation, reply, delivery.id)), reply };
    } catch (error) {
      return signal.aborted ? undefined : classifyFailure(error, operation.service);
    }
  };
}
