import { z } from "zod";
import { completeSession, openSession } from "../billing/checkout.ts";
import { openLink } from "../billing/payment-links.ts";
import { invalidRequest } from "../core/errors.ts";
import type { CheckoutSession } from "../shapes/wire.ts";
import type { StripeState } from "../state.ts";
import { type Command, defineCommand } from "./command.ts";

const input = z.strictObject({
  discord_id: z
    .string()
    .regex(/^\d{17,20}$/)
    .optional(),
  email: z.email().optional(),
  name: z.string().optional(),
  price_id: z.string().default("price_premium_monthly"),
  quantity: z.int().min(1).default(1),
  trial_days: z.int().min(1).max(730).optional(),
  customer: z.string().optional(),
  session_id: z.string().optional(),
  payment_link: z.string().optional(),
  client_reference_id: z.string().optional(),
  metadata: z.record(z.string(), z.string()).default({}),
});

type Input = z.output<typeof input>;

const checkout = defineCommand({
  method: "POST",
  path: "/checkout",
  summary:
    "A buyer completes Checkout: an open session of the API (`session_id`), a session of a payment link (`payment_link`, " +
    "`client_reference_id` of its address), or a new one that a program opened for `discord_id` and `email`.",
  input,
  run({ state, input: order }) {
    const session = sessionFor(state, order);
    const email = order.email ?? emailOf(state, session);
    if (email === null) throw invalidRequest("Missing required param: email.", { param: "email" });
    completeSession(state, session, {
      email,
      name: order.name ?? null,
      customerMetadata: isOwnSession(order) ? metadataOf(order) : {},
    });
    return {
      session,
      customer: state.customers.get(session.customer ?? ""),
      subscription: state.subscriptions.get(session.subscription ?? ""),
      invoice: state.invoices.get(session.invoice ?? ""),
      charge: state.charges.newestFirst().find((charge) => charge.customer === session.customer) ?? null,
    };
  },
});

/** Only the session that this call opens takes what a program sets; a buyer's browser can set none of it. */
function isOwnSession({ session_id, payment_link }: Input): boolean {
  return session_id === undefined && payment_link === undefined;
}

function sessionFor(state: StripeState, order: Input): CheckoutSession {
  const { session_id, payment_link, client_reference_id, email = null } = order;
  if (session_id !== undefined) return findOpenSession(state, session_id);
  if (payment_link === undefined) return openOwnSession(state, order);
  if (order.discord_id !== undefined || order.customer !== undefined || Object.keys(order.metadata).length > 0) {
    throw invalidRequest("A buyer's browser sets no discord_id, customer or metadata. Give the payment link metadata.");
  }
  const link = state.paymentLinks.get(payment_link, "payment_link");
  return openLink(state, link, { clientReferenceId: client_reference_id ?? null, email });
}

function openOwnSession(state: StripeState, order: Input): CheckoutSession {
  return openSession(state, {
    customer: order.customer ?? null,
    email: order.email ?? null,
    clientReferenceId: order.client_reference_id ?? null,
    metadata: metadataOf(order),
    price: order.price_id,
    quantity: order.quantity,
    trialDays: order.trial_days ?? null,
    subscriptionMetadata: metadataOf(order),
  });
}

function findOpenSession(state: StripeState, id: string): CheckoutSession {
  const session = state.checkoutSessions.get(id);
  if (session.status !== "open") throw invalidRequest(`Checkout Session ${id} is ${session.status}, not open.`);
  return session;
}

function emailOf(state: StripeState, session: CheckoutSession): string | null {
  return session.customer_email ?? state.customers.find(session.customer ?? "")?.email ?? null;
}

function metadataOf({ discord_id, metadata }: Input): Record<string, string> {
  return { ...(discord_id !== undefined && { discord_id }), ...metadata };
}

export const checkoutCommands: readonly Command[] = [checkout];
