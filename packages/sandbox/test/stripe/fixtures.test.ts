import { test } from "tap";
import { readSpec } from "../specs/read-spec.ts";
import { differencesFromFixture } from "./support/compare-with-fixture.ts";
import { idOf, startStripe } from "./support/start.ts";

interface Fixtures {
  readonly resources: Readonly<Record<string, Record<string, unknown>>>;
}

const { value: fixtures, skip } = readSpec<Fixtures>("stripe-fixtures.json");

test("every object has the fields and types of Stripe's own example", { skip }, async (t) => {
  const { stripe, buy, raw, control } = await startStripe(t);
  const { subscription, customer, invoice, charge, session } = await buy();
  await control(`/subscriptions/${subscription.id}/upgrade`, { proration_behavior: "always_invoice" });
  const refund = await stripe.refunds.create({ charge: charge.id, amount: 100 });
  const second = await buy();
  await control(`/charges/${second.charge.id}/dispute`, {});
  const portal = await stripe.billingPortal.sessions.create({ customer: customer.id });
  const link = await stripe.paymentLinks.create({ line_items: [{ price: "price_pro_yearly", quantity: 1 }] });
  const endpoint = await stripe.webhookEndpoints.create({ url: "https://example.com", enabled_events: ["*"] });
  await stripe.webhookEndpoints.update(endpoint.id, { disabled: true });
  const first = async (path: string) => (await raw(path))["data"] as [Record<string, unknown>];
  const [payment] = await first(`/v1/invoice_payments?invoice=${invoice.id}`);
  const answers: Record<string, Record<string, unknown>> = {
    account: await raw("/v1/account"),
    balance_transaction: ((await raw(`/v1/charges/${charge.id}?expand[]=balance_transaction`))["balance_transaction"] ??
      {}) as Record<string, unknown>,
    "billing_portal.session": { ...portal },
    charge: await raw(`/v1/charges/${charge.id}`),
    "checkout.session": await raw(`/v1/checkout/sessions/${session.id}`),
    customer: await raw(`/v1/customers/${customer.id}`),
    dispute: (await first("/v1/disputes"))[0],
    event: (await first("/v1/events?type=customer.created"))[0],
    invoice: await raw(`/v1/invoices/${invoice.id}`),
    invoice_payment: payment,
    item: (await first(`/v1/checkout/sessions/${session.id}/line_items`))[0],
    payment_intent: await raw(`/v1/payment_intents/${idOf(charge.payment_intent)}`),
    payment_link: await raw(`/v1/payment_links/${link.id}`),
    payment_method: await raw(`/v1/payment_methods/${charge.payment_method}`),
    price: await raw("/v1/prices/price_pro_yearly"),
    product: await raw("/v1/products/prod_pro"),
    refund: await raw(`/v1/refunds/${refund.id}`),
    subscription: await raw(`/v1/subscriptions/${subscription.id}`),
    webhook_endpoint: await raw(`/v1/webhook_endpoints/${endpoint.id}`),
  };
  for (const [name, answer] of Object.entries(answers)) {
    t.same(differencesFromFixture(name, answer, fixtures?.resources[name] ?? {}), [], name);
  }
});
