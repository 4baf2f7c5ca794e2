import { sandboxStripeKey } from "@moddy/sandbox";
import type { Stripe } from "stripe";
import { createStripe } from "../../src/stripe/create-stripe.ts";
import { reportsTo } from "./reports-to.ts";
import type { TestEnvironment } from "./start-test-environment.ts";

/** What an operator's program does at Stripe, and what came of it. */
export interface AtStripe {
  readonly stripe: Stripe;
  /** Switches a subscription's first item to a price. */
  readonly switchTo: (subscription: string, price: string, options?: Stripe.SubscriptionUpdateParams) => Promise<void>;
  /** The charge that was paid last by a customer. */
  readonly lastCharge: (customer: string) => string;
  /** Gives a charge's money back: all of it, unless an amount is named. @returns the refund's id. */
  readonly refund: (charge: string, amount?: number) => Promise<string>;
  /** What the backend has sent the bot about a person since the last time. */
  readonly news: (person: string) => Promise<string[]>;
  /** The roles and the plan that the bot was told last. */
  readonly plan: (person: string) => string;
}

/** Makes the operator's side of a test. */
export function createAtStripe(around: TestEnvironment): AtStripe {
  const stripe = createStripe({ apiKey: sandboxStripeKey, apiBase: around.sandbox.url });
  const told = new Map<string, number>();
  return {
    stripe,
    async switchTo(subscription, price, options = { proration_behavior: "always_invoice" }) {
      const { items } = await stripe.subscriptions.retrieve(subscription);
      await stripe.subscriptions.update(subscription, { items: [{ id: items.data[0]?.id ?? "", price }], ...options });
      await around.settle();
    },
    lastCharge(customer) {
      const charges = around.sandbox.stripe.charges.all().filter((charge) => charge.customer === customer);
      return charges.findLast(({ status }) => status === "succeeded")?.id ?? "";
    },
    async refund(charge, amount) {
      const { id } = await stripe.refunds.create({ charge, ...(amount !== undefined && { amount }) });
      await around.settle();
      return id;
    },
    async news(person) {
      await around.settle();
      const all = reportsTo(around.bot, person);
      const since = all.slice(told.get(person) ?? 0);
      told.set(person, all.length);
      return since;
    },
    plan(person) {
      const roles = reportsTo(around.bot, person).findLast((report) => report.startsWith("roles"));
      return roles?.replace("roles ", "") ?? "free";
    },
  };
}
