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

/** The span of time that a charge paid for, and of which subscription; undefined if it paid for no period. */
export interface Coverage {
  readonly subscription: string;
  readonly start: number;
  readonly end: number;
}

/** What a charge paid for. */
export function coverageOf(stripe: Stripe, charge: Charge): Coverage | undefined {
  const payment = stripe.invoicePayments.all().find((each) => each.payment.payment_intent === charge.payment_intent);
  const invoice = stripe.invoices.find(payment?.invoice ?? "");
  const subscription = invoice?.parent?.subscription_details?.subscription;
  if (!invoice || !subscription) return undefined;
  const whole = invoice.lines.data.filter((line) => !line.parent?.subscription_item_details?.proration);
  const longest = whole.toSorted((a, b) => b.period.end - a.period.end)[0];
  return longest && { subscription: subscription, ...longest.period };
}

/** The charges that paid for a subscription's periods, newest first. */
export function chargesOf(stripe: Stripe, { id, customer }: Subscription): Charge[] {
  return stripe.charges
    .newestFirst()
    .filter((charge) => charge.customer === customer && charge.status === "succeeded")
    .filter((charge) => coverageOf(stripe, charge)?.subscription === id);
}
