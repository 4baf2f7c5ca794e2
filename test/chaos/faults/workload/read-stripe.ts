import type { Sandbox } from "@moddy/sandbox";
import { type Charge, isLiving, type Person, type Subscription } from "./customer.ts";

type Stripe = Sandbox["stripe"];

/** All subscriptions of a person, oldest first. */
export function subscriptionsOf({ stripe }: Sandbox, { customerIds }: Person): Subscription[] {
  return stripe.subscriptions.all().filter(({ customer }) => customerIds.includes(customer));
}

/** The living ones among them. */
export function livingOf(sandbox: Sandbox, person: Person): Subscription[] {
  return subscriptionsOf(sandbox, person).filter(isLiving);
}

/** A subscription's invoices, oldest first. */
export function invoicesOf({ stripe }: Pick<Sandbox, "stripe">, { id }: Subscription) {
  return stripe.invoices.all().filter(({ parent }) => parent?.subscription_details?.subscription === id);
}

/** The charges that paid an invoice. */
export function chargesForInvoice({ stripe }: Pick<Sandbox, "stripe">, { id }: { readonly id: string }): Charge[] {
  const payments = stripe.invoicePayments.all().filter(({ invoice }) => invoice === id);
  const intents = payments.map(({ payment }) => payment.payment_intent);
  return stripe.charges
    .all()
    .filter(({ payment_intent, status }) => status === "succeeded" && intents.includes(payment_intent ?? undefined));
}

/** The charges that paid for a subscription, newest first. */
export function chargesOf(stripe: Stripe, subscription: Subscription): Charge[] {
  const charges = invoicesOf({ stripe }, subscription).flatMap((invoice) => chargesForInvoice({ stripe }, invoice));
  return charges.toReversed().toSorted((a, b) => b.created - a.created);
}
