import type { backendOperations, ReplyOf } from "@moddy/schemas";
import { z } from "zod";
import type { EventRow } from "../../store/list-events.ts";
import type { findStripeEvent } from "../../store/stripe-events.ts";
import { objectId } from "../../stripe/wire.ts";

type Details = NonNullable<ReplyOf<typeof backendOperations.eventsShow>["event"]>;

/** One line of the list. */
export function summarizeEvent(row: EventRow) {
  return {
    event_id: row.id,
    type: row.type,
    result: row.result ?? ("waiting" as const),
    reason: row.reason,
    created: row.created.toISOString(),
    received_at: row.received_at.toISOString(),
    processed_at: row.processed_at?.toISOString() ?? null,
  };
}

/** What of an event is no personal data; what is not as Stripe writes it is left out. */
const plain = z.object({
  account: objectId.nullable().catch(null),
  livemode: z.boolean().nullable().catch(null),
  data: z
    .object({ object: z.object({ id: objectId }) })
    .nullable()
    .catch(null),
});

/** One event with everything that helps to find out what became of it. */
export function describeEvent(row: NonNullable<Awaited<ReturnType<typeof findStripeEvent>>>): Details {
  const { account, livemode, data } = plain.parse(row.payload);
  return { ...summarizeEvent(row), tries: row.tries, account, livemode, object_id: data?.object.id ?? null };
}
