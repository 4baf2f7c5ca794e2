import { test } from "tap";
import { receiveWebhooks } from "./support/receive-webhooks.ts";
import { startStripe, WEBHOOK_SECRET } from "./support/start.ts";

test("a purchase over the control API reaches the webhook endpoint, signed and in Stripe's order", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, control } = await startStripe(t, {
    webhookUrl: receiver.url,
    webhookSecret: WEBHOOK_SECRET,
    webhooks: { concurrency: 1 },
  });
  const discord_id = "123456789012345678";
  await control("POST", "/checkout", { discord_id, email: "ann@example.com" });
  await receiver.until((events) => events.some(({ type }) => type === "customer.subscription.updated"));
  t.same(
    receiver.events.map(({ type }) => type),
    [
      "customer.created",
      "payment_method.attached",
      "checkout.session.completed",
      "customer.subscription.created",
      "invoice.created",
      "customer.updated",
      "invoice.finalized",
      "payment_intent.created",
      "invoice.paid",
      "invoice.payment_succeeded",
      "payment_intent.succeeded",
      "charge.succeeded",
      "invoice_payment.paid",
      "customer.subscription.updated",
    ],
  );
  const completed = receiver.events.find((event) => event.type === "checkout.session.completed");
  const session = completed?.data.object;
  t.match(session, {
    client_reference_id: discord_id,
    mode: "subscription",
    payment_status: "paid",
    status: "complete",
  });
  const subscription = await stripe.subscriptions.retrieve(String(session?.subscription));
  t.match(subscription, { status: "active", metadata: { discord_id } });
  t.equal(subscription.items.data[0]?.price.id, "price_premium_monthly");
  const customer = await stripe.customers.retrieve(String(session?.customer));
  t.match(customer, { email: "ann@example.com", metadata: { discord_id } });
});
