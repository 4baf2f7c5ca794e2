import { test } from "tap";
import { receiveWebhooks } from "./support/receive-webhooks.ts";
import { DISCORD_ID, idOf, startStripe, WEBHOOK_SECRET } from "./support/start.ts";

test("a purchase over the control API reaches the webhook endpoint, signed and in Stripe's order", async (t) => {
  const receiver = await receiveWebhooks(t);
  const { stripe, buy } = await startStripe(t, {
    webhookUrl: receiver.url,
    webhookSecret: WEBHOOK_SECRET,
    webhooks: { concurrency: 1 },
  });
  const bought = await buy();
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
  t.match(completed?.data.object, {
    client_reference_id: null,
    metadata: { discord_id: DISCORD_ID },
    mode: "subscription",
    payment_status: "paid",
    status: "complete",
    subscription: bought.subscription.id,
    customer: bought.customer.id,
  });
  const subscription = await stripe.subscriptions.retrieve(bought.subscription.id);
  t.match(subscription, { status: "active", metadata: { discord_id: DISCORD_ID } });
  t.equal(subscription.items.data[0]?.price.id, "price_premium_monthly");
  const customer = await stripe.customers.retrieve(bought.customer.id);
  t.match(customer, { email: "ann@example.com", metadata: { discord_id: DISCORD_ID } });
});

test("the first subscription event is incomplete and the last one active", async (t) => {
  const { stripe, buy } = await startStripe(t);
  await buy();
  const { data } = await stripe.events.list({
    types: ["customer.subscription.created", "customer.subscription.updated"],
  });
  const [updated, created] = data;
  t.match(created, { type: "customer.subscription.created", data: { object: { status: "incomplete" } } });
  t.match(updated?.data, { object: { status: "active" }, previous_attributes: { status: "incomplete" } });
});

test("a trial is free and asks for no payment", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { subscription, invoice, session, charge } = await buy({ trial_days: 7 });
  t.equal(subscription.status, "trialing");
  t.equal(Number(subscription.trial_end) - Number(subscription.trial_start), 7 * 86_400);
  t.match(invoice, { amount_due: 0, status: "paid", billing_reason: "subscription_create" });
  t.equal(session.payment_status, "no_payment_required");
  t.equal(charge, null);
  t.equal((await stripe.paymentIntents.list({ customer: idOf(subscription.customer) })).data.length, 0);
});

test("a session that the API opened is completed by its id", async (t) => {
  const { stripe, control } = await startStripe(t);
  const opened = await stripe.checkout.sessions.create({
    mode: "subscription",
    line_items: [{ price: "price_pro_yearly", quantity: 1 }],
    client_reference_id: DISCORD_ID,
    customer_email: "ben@example.com",
    subscription_data: { metadata: { discord_id: DISCORD_ID } },
    success_url: "https://example.com/thanks",
  });
  t.match(opened, { status: "open", payment_status: "unpaid", amount_total: 9990 });
  t.match(opened.url, /^https:\/\/checkout\.stripe\.com\//);
  await control("/checkout", { session_id: opened.id });
  const complete = await stripe.checkout.sessions.retrieve(opened.id, { expand: ["subscription", "line_items"] });
  t.match(complete, { status: "complete", payment_status: "paid", customer_details: { email: "ben@example.com" } });
  t.match(complete.subscription, { status: "active", metadata: { discord_id: DISCORD_ID } });
  t.equal(complete.line_items?.data[0]?.price?.id, "price_pro_yearly");
  await t.rejects(control("/checkout", { session_id: opened.id }), /is complete, not open/);
});
