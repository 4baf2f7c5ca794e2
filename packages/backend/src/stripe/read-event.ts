import { z } from "zod";
import { linkMetadata, objectId, reference } from "./wire.ts";

/** What a completed Checkout Session says about whom it is for. */
export interface Checkout {
  /** Only the holder of the account's key, or of its dashboard, writes metadata. */
  readonly metadataDiscordId: string | null;
  /** In a session of a payment link or a pricing table it comes from the address that the buyer opened. */
  readonly clientReferenceId: string | null;
  /** When the session was made, in seconds since 1970. */
  readonly created: number;
}

/** What an event asks for: nothing, or to read a customer or a charge again from Stripe. */
export type EventReading =
  | { readonly kind: "ignored" }
  | {
      readonly kind: "customer";
      readonly customerId: string;
      /** The Checkout Session that was completed, if the event is about one. */
      readonly checkout: Checkout | null;
      readonly deleted: boolean;
    }
  | { readonly kind: "charge"; readonly chargeId: string };

type Reader = (object: unknown) => EventReading;

const IGNORED: EventReading = { kind: "ignored" };

const session = z.object({
  customer: reference.nullish(),
  client_reference_id: z.string().nullish(),
  created: z.int(),
  metadata: linkMetadata,
});

/**
 * Reads what a Checkout Session says about whom it is for.
 * @throws z.ZodError when it lacks what every version has.
 */
export function readCheckout(object: unknown): Checkout {
  const { client_reference_id, created, metadata } = session.parse(object);
  return { metadataDiscordId: metadata, clientReferenceId: client_reference_id ?? null, created };
}

function fromSession(object: unknown): EventReading {
  const { customer } = session.parse(object);
  const checkout = readCheckout(object);
  return customer ? { kind: "customer", customerId: customer, checkout, deleted: false } : IGNORED;
}

function fromOwned(object: unknown): EventReading {
  const { customer } = z.object({ customer: reference.nullish() }).parse(object);
  return customer ? { kind: "customer", customerId: customer, checkout: null, deleted: false } : IGNORED;
}

function fromCustomer(deleted: boolean): Reader {
  return (object) => {
    const { id } = z.object({ id: objectId }).parse(object);
    return { kind: "customer", customerId: id, checkout: null, deleted };
  };
}

function fromCharge(object: unknown): EventReading {
  return { kind: "charge", chargeId: z.object({ id: objectId }).parse(object).id };
}

function fromDispute(object: unknown): EventReading {
  return { kind: "charge", chargeId: z.object({ charge: reference }).parse(object).charge };
}

function fromRefund(object: unknown): EventReading {
  const { charge } = z.object({ charge: reference.nullish() }).parse(object);
  return charge ? { kind: "charge", chargeId: charge } : IGNORED;
}

const data = z.object({ object: z.looseObject({}) });

const READERS: Readonly<Record<string, Reader>> = {
  "checkout.session.completed": fromSession,
  "checkout.session.async_payment_succeeded": fromSession,
  "customer.subscription.created": fromOwned,
  "customer.subscription.updated": fromOwned,
  "customer.subscription.deleted": fromOwned,
  "customer.subscription.paused": fromOwned,
  "customer.subscription.resumed": fromOwned,
  "invoice.paid": fromOwned,
  "invoice.payment_failed": fromOwned,
  "customer.updated": fromCustomer(false),
  "customer.deleted": fromCustomer(true),
  "charge.refunded": fromCharge,
  "charge.dispute.created": fromDispute,
  "charge.dispute.updated": fromDispute,
  "charge.dispute.closed": fromDispute,
  "refund.updated": fromRefund,
  "refund.failed": fromRefund,
};

/** The types of events that are processed; every other one is stored and ignored. At most 20: `events.list` takes no more. */
export const HANDLED_EVENT_TYPES: readonly string[] = Object.keys(READERS);

/**
 * Reads what an event is about, in any API version's shape.
 * @throws z.ZodError when an event of a handled type lacks what every version has.
 */
export function readEvent(event: { readonly type: string; readonly data?: unknown }): EventReading {
  const read = Object.hasOwn(READERS, event.type) ? READERS[event.type] : undefined;
  return read ? read(data.parse(event.data).object) : IGNORED;
}
