import { test } from "tap";
import { idOf, startStripe, stillClock } from "./support/start.ts";

const DAY = 86_400;

test("the API creates a subscription for a customer with a card", async (t) => {
  const { stripe } = await startStripe(t);
  const customer = await stripe.customers.create({
    email: "cy@example.com",
    payment_method: "pm_card_visa",
    invoice_settings: { default_payment_method: "pm_card_visa" },
  });
  const subscription = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: "price_pro_monthly", quantity: 2 }],
    metadata: { discord_id: "1" },
    expand: ["latest_invoice.payments"],
  });
  t.match(subscription, { status: "active", metadata: { discord_id: "1" } });
  const invoice = subscription.latest_invoice;
  if (invoice === null || typeof invoice === "string") throw new Error("not expanded");
  t.match(invoice, { amount_paid: 1998, status: "paid", billing_reason: "subscription_create" });
  const [payment] = invoice.payments?.data ?? [];
  const intent = await stripe.paymentIntents.retrieve(idOf(payment?.payment.payment_intent));
  t.match(intent, { status: "succeeded", amount_received: 1998 });
});

test("a declined card leaves an incomplete subscription, or none with error_if_incomplete", async (t) => {
  const clock = stillClock();
  const { stripe, control } = await startStripe(t, { now: clock.now });
  const customer = await stripe.customers.create({ payment_method: "pm_card_chargeCustomerFail" });
  const [card] = (await stripe.paymentMethods.list({ customer: customer.id })).data;
  const order = {
    customer: customer.id,
    items: [{ price: "price_pro_monthly" }],
    default_payment_method: card?.id ?? "",
  };
  await t.rejects(stripe.subscriptions.create({ ...order, payment_behavior: "error_if_incomplete" }), {
    type: "StripeCardError",
    statusCode: 402,
    code: "card_declined",
    decline_code: "generic_decline",
  });
  t.equal((await stripe.subscriptions.list({ status: "all" })).data.length, 0);
  const incomplete = await stripe.subscriptions.create(order);
  t.equal(incomplete.status, "incomplete");
  await control("/advance", { seconds: 23 * 3600 });
  t.equal((await stripe.subscriptions.retrieve(incomplete.id)).status, "incomplete_expired");
});

test("an open first invoice can be paid later", async (t) => {
  const { stripe } = await startStripe(t);
  const customer = await stripe.customers.create({ email: "di@example.com" });
  const order = { customer: customer.id, items: [{ price: "price_pro_monthly" }] };
  await t.rejects(stripe.subscriptions.create(order), {
    code: "resource_missing",
    message: /no attached payment source/,
  });
  const subscription = await stripe.subscriptions.create({ ...order, payment_behavior: "default_incomplete" });
  t.equal(subscription.status, "incomplete");
  const invoice = await stripe.invoices.pay(idOf(subscription.latest_invoice), { payment_method: "pm_card_visa" });
  t.equal(invoice.status, "paid");
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).status, "active");
  await t.rejects(stripe.invoices.pay(invoice.id), { message: "Invoice is already paid" });
});

test("renewal creates an invoice, pays it an hour later and starts the next period", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  const end = Number(subscription.items.data[0]?.current_period_end);
  t.equal(end, Date.UTC(2026, 3, 10, 12) / 1000, "a month is a calendar month");
  await control("/advance", { seconds: end - clock.now() / 1000 });
  const [draft] = (await stripe.invoices.list({ subscription: subscription.id })).data;
  t.match(draft, { status: "draft", billing_reason: "subscription_cycle", automatically_finalizes_at: end + 3600 });
  await control("/advance", { seconds: 3600 });
  const renewed = await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
  t.match(renewed, { status: "active", latest_invoice: { status: "paid", amount_paid: 499 } });
  t.match(renewed.items.data[0], { current_period_start: end, current_period_end: Date.UTC(2026, 4, 10, 12) / 1000 });
  const [updated] = (await stripe.events.list({ type: "customer.subscription.updated" })).data;
  t.ok(updated?.data.previous_attributes, "the event tells what changed");
});

test("failed payments make a subscription past due, and the last attempt cancels it", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription, customer } = await buy();
  await control(`/subscriptions/${subscription.id}/fail-payment`, {});
  const failed = await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
  t.match(failed, { status: "past_due", latest_invoice: { status: "open", attempt_count: 1, amount_remaining: 499 } });
  t.match(await stripe.customers.retrieve(customer.id), { delinquent: true });
  await control("/advance", { seconds: 3 * DAY });
  t.match((await stripe.invoices.list({ subscription: subscription.id })).data[0], { attempt_count: 2 });
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).status, "past_due");
  await control("/advance", { seconds: 20 * DAY });
  t.match(await stripe.subscriptions.retrieve(subscription.id), {
    status: "canceled",
    cancellation_details: { reason: "payment_failed" },
  });
  const types = (await stripe.events.list({ type: "invoice.payment_failed" })).data;
  t.equal(types.length, 4, "the first attempt and three retries");
});

test("after the last attempt it is unpaid if the account is set so, and a payment reactivates it", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy();
  await control("/settings", { retry_days: [], after_retries: "unpaid" });
  await control(`/subscriptions/${subscription.id}/fail-payment`, {});
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).status, "unpaid");
  await control(`/subscriptions/${subscription.id}/recover`, {});
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).status, "active");
});

test("only the payment of the latest invoice makes a past due subscription active", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy();
  await control("/settings", { retry_days: [], after_retries: "past_due" });
  await control(`/subscriptions/${subscription.id}/fail-payment`, {});
  await control(`/subscriptions/${subscription.id}/renew`, {});
  const [latest, older] = (await stripe.invoices.list({ subscription: subscription.id, status: "open" })).data;
  const statusAfterPaying = async (id = "") => {
    await stripe.invoices.pay(id, { payment_method: "pm_card_visa" });
    return (await stripe.subscriptions.retrieve(subscription.id)).status;
  };
  t.equal(await statusAfterPaying(older?.id), "past_due");
  t.equal(await statusAfterPaying(latest?.id), "active");
});

test("recovering a past due subscription pays its open invoices", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy();
  await control(`/subscriptions/${subscription.id}/fail-payment`, {});
  await control(`/subscriptions/${subscription.id}/recover`, {});
  const recovered = await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
  t.match(recovered, { status: "active", latest_invoice: { status: "paid" } });
});

test("cancellation at the end of the period can be undone, and otherwise happens", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  const end = Number(subscription.items.data[0]?.current_period_end);
  const planned = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: true });
  t.match(planned, { status: "active", cancel_at_period_end: true, cancel_at: end, canceled_at: clock.now() / 1000 });
  const kept = await stripe.subscriptions.update(subscription.id, { cancel_at_period_end: false });
  t.match(kept, { cancel_at_period_end: false, cancel_at: null, canceled_at: null });
  await stripe.subscriptions.update(subscription.id, { cancel_at: "min_period_end" });
  await control("/advance", { seconds: end - clock.now() / 1000 });
  t.match(await stripe.subscriptions.retrieve(subscription.id), { status: "canceled", ended_at: end });
  t.equal((await stripe.events.list({ type: "customer.subscription.deleted" })).data.length, 1);
  t.equal((await stripe.invoices.list({ subscription: subscription.id })).data.length, 1, "no renewal was billed");
});

test("immediate cancellation works once", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { subscription } = await buy();
  const canceled = await stripe.subscriptions.cancel(subscription.id, {
    cancellation_details: { comment: "bye", feedback: "unused" },
  });
  t.match(canceled, {
    status: "canceled",
    cancellation_details: { comment: "bye", feedback: "unused", reason: "cancellation_requested" },
  });
  await t.rejects(stripe.subscriptions.cancel(subscription.id), { statusCode: 404, code: "resource_missing" });
  await t.rejects(stripe.subscriptions.update(subscription.id, { description: "again" }), {
    code: "invalid_canceled_subscription_fields",
  });
  t.match(await stripe.subscriptions.update(subscription.id, { metadata: { note: "ended" } }), {
    metadata: { note: "ended" },
  });
});

test("an upgrade in the middle of a month credits and charges in proportion to time", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  const item = subscription.items.data[0];
  await control("/advance", { seconds: (Number(item?.current_period_end) - Number(item?.current_period_start)) / 2 });
  const upgraded = await stripe.subscriptions.update(subscription.id, {
    items: [{ id: item?.id ?? "", price: "price_pro_monthly" }],
    proration_behavior: "always_invoice",
    expand: ["latest_invoice"],
  });
  t.equal(upgraded.items.data[0]?.price.id, "price_pro_monthly");
  const invoice = upgraded.latest_invoice;
  if (invoice === null || typeof invoice === "string") throw new Error("not expanded");
  t.match(invoice, { billing_reason: "subscription_update", status: "paid", amount_paid: 250 });
  t.same(
    invoice.lines.data.map(({ amount, parent }) => [amount, parent?.subscription_item_details?.proration]),
    [
      [-250, true],
      [500, true],
    ],
  );
  const [event] = (await stripe.events.list({ type: "customer.subscription.updated" })).data;
  t.match(event?.data.previous_attributes, { items: { data: [{ price: { id: "price_premium_monthly" } }] } });
});

test("prorations are on the next invoice unless they are billed at once", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy();
  await control(`/subscriptions/${subscription.id}/upgrade`, {});
  t.equal((await stripe.invoices.list({ subscription: subscription.id })).data.length, 1);
  await control(`/subscriptions/${subscription.id}/renew`, {});
  const [renewal] = (await stripe.invoices.list({ subscription: subscription.id, limit: 1 })).data;
  t.equal(renewal?.lines.data.length, 3);
  t.equal(renewal?.total, -499 + 999 + 999, "the rest of this month, and the next one");
});

test("a change from monthly to yearly starts a year at once", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  await control("/advance", { seconds: DAY });
  await control(`/subscriptions/${subscription.id}/upgrade`, { price_id: "price_premium_yearly" });
  const yearly = await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
  const start = clock.now() / 1000 + DAY;
  t.match(yearly.items.data[0], { current_period_start: start, current_period_end: Date.UTC(2027, 2, 11, 12) / 1000 });
  t.match(yearly, {
    billing_cycle_anchor: start,
    latest_invoice: { status: "paid", total: 4990 - Math.round(499 * (30 / 31)) },
  });
});

test("a downgrade with a credit reduces the next invoice", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription, customer } = await buy({ price_id: "price_pro_yearly" });
  await control(`/subscriptions/${subscription.id}/downgrade`, {});
  const invoices = await stripe.invoices.list({ subscription: subscription.id, limit: 1 });
  t.match(invoices.data[0], { amount_due: 0, status: "paid", total: 499 - 9990 });
  t.match(await stripe.customers.retrieve(customer.id), { balance: 499 - 9990 });
  await control(`/subscriptions/${subscription.id}/renew`, {});
  t.match(await stripe.customers.retrieve(customer.id), { balance: 2 * 499 - 9990 });
});

test("a trial sends trial_will_end and then is paid", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy({ trial_days: 7 });
  await control("/advance", { seconds: 4 * DAY });
  t.equal((await stripe.events.list({ type: "customer.subscription.trial_will_end" })).data.length, 1);
  await control("/advance", { seconds: 3 * DAY + 3600 });
  const paid = await stripe.subscriptions.retrieve(subscription.id, { expand: ["latest_invoice"] });
  t.match(paid, { status: "active", latest_invoice: { amount_paid: 499, billing_reason: "subscription_cycle" } });
});

test("a trial without a card pauses if it is set so, and resumes", async (t) => {
  const clock = stillClock();
  const { stripe, control } = await startStripe(t, { now: clock.now });
  const customer = await stripe.customers.create({ email: "ed@example.com" });
  const trial = await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: "price_premium_monthly" }],
    trial_period_days: 1,
    trial_settings: { end_behavior: { missing_payment_method: "pause" } },
  });
  await control("/advance", { seconds: DAY });
  t.equal((await stripe.subscriptions.retrieve(trial.id)).status, "paused");
  t.equal((await stripe.events.list({ type: "customer.subscription.paused" })).data.length, 1);
  await stripe.customers.update(customer.id, { invoice_settings: { default_payment_method: "pm_card_visa" } });
  const resumed = await stripe.subscriptions.resume(trial.id, { expand: ["latest_invoice"] });
  t.match(resumed, { status: "active", latest_invoice: { status: "paid" } });
  t.equal((await stripe.events.list({ type: "customer.subscription.resumed" })).data.length, 1);
  await t.rejects(stripe.subscriptions.resume(trial.id), { message: /is not paused/ });
});

test("paused collection does not collect invoices and does not change the status", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy();
  const paused = await stripe.subscriptions.update(subscription.id, { pause_collection: { behavior: "void" } });
  t.match(paused, { status: "active", pause_collection: { behavior: "void", resumes_at: null } });
  await control(`/subscriptions/${subscription.id}/renew`, {});
  t.match((await stripe.invoices.list({ subscription: subscription.id, limit: 1 })).data, [{ status: "void" }]);
  const resumed = await stripe.subscriptions.update(subscription.id, { pause_collection: "" });
  t.equal(resumed.pause_collection, null);
  await control(`/subscriptions/${subscription.id}/renew`, {});
  t.match((await stripe.invoices.list({ subscription: subscription.id, limit: 1 })).data, [{ status: "paid" }]);
});

test("the invoices of an unpaid subscription stay drafts until it recovers", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  await control(`/subscriptions/${subscription.id}/unpaid`, {});
  await control("/advance", { seconds: 65 * DAY });
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).status, "unpaid");
  t.equal((await stripe.invoices.list({ subscription: subscription.id, status: "draft" })).data.length, 1);
  await control(`/subscriptions/${subscription.id}/recover`, {});
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).status, "active");
  t.equal((await stripe.invoices.list({ subscription: subscription.id, status: "paid" })).data.length, 3);
});

test("a scheduled cancellation also ends a paused subscription", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy();
  await control(`/subscriptions/${subscription.id}/cancel`, { at_period_end: true });
  await control(`/subscriptions/${subscription.id}/pause`, {});
  await control("/advance", { seconds: 32 * DAY });
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).status, "canceled");
});

test("the control API undoes a scheduled cancellation", async (t) => {
  const { buy, control } = await startStripe(t);
  const { subscription } = await buy();
  await control(`/subscriptions/${subscription.id}/cancel`, { at_period_end: true });
  t.match(await control(`/subscriptions/${subscription.id}/uncancel`, {}), {
    subscription: { status: "active", cancel_at_period_end: false, cancel_at: null },
  });
});

test("every subscription command results in its status", async (t) => {
  const { buy, control } = await startStripe(t);
  const run = async (command: string, body: unknown, order = {}) => {
    const { subscription } = await buy(order);
    return (await control<{ subscription: unknown }>(`/subscriptions/${subscription.id}/${command}`, body))
      .subscription;
  };
  t.match(await run("cancel", {}), { status: "canceled" });
  t.match(await run("cancel", { at_period_end: true }), { status: "active", cancel_at_period_end: true });
  t.match(await run("pause", {}), { status: "paused" });
  t.match(await run("pause", { collection: "keep_as_draft" }), { status: "active", pause_collection: {} });
  t.match(await run("unpaid", {}), { status: "unpaid" });
  t.match(await run("end-trial", {}, { trial_days: 3 }), { status: "active" });
  t.match(await run("renew", {}), { status: "active" });
  await t.rejects(run("end-trial", {}), /is not in a trial/);
  await t.rejects(run("upgrade", { price_id: "price_none" }), /No such price/);
  await t.rejects(control("/subscriptions/sub_none/renew", {}), /^404|No such subscription|404/);
});
