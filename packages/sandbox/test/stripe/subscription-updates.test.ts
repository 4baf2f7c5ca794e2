import { test } from "tap";
import { idOf, startStripe, stillClock } from "./support/start.ts";

const DAY = 86_400;

test("items are added, changed and removed, and one must remain", async (t) => {
  const clock = stillClock();
  const { stripe, buy } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  const [item] = subscription.items.data;
  const both = await stripe.subscriptions.update(subscription.id, {
    items: [{ id: item?.id ?? "", quantity: 3 }, { price: "price_pro_monthly" }],
    proration_behavior: "always_invoice",
    expand: ["latest_invoice"],
  });
  t.same(
    both.items.data.map(({ price, quantity }) => [price.id, quantity]),
    [
      ["price_premium_monthly", 3],
      ["price_pro_monthly", 1],
    ],
  );
  t.match(both.latest_invoice, { total: 3 * 499 - 499 + 999, status: "paid" });
  const one = await stripe.subscriptions.update(subscription.id, { items: [{ id: item?.id ?? "", deleted: true }] });
  t.same(
    one.items.data.map(({ price }) => price.id),
    ["price_pro_monthly"],
  );
  const [left] = one.items.data;
  await t.rejects(stripe.subscriptions.update(subscription.id, { items: [{ id: left?.id ?? "", deleted: true }] }), {
    message: /at least one active item/,
  });
  await t.rejects(stripe.subscriptions.update(subscription.id, { items: [{ id: "si_none", quantity: 1 }] }), {
    code: "resource_missing",
    param: "items[0][id]",
  });
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).items.data.length, 1, "a refusal changes nothing");
});

test("a change whose payment fails makes it past due, or is refused with error_if_incomplete", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription, customer } = await buy();
  const card = await stripe.paymentMethods.attach("pm_card_chargeCustomerFail", { customer: customer.id });
  const changed = await stripe.subscriptions.update(subscription.id, { default_payment_method: card.id });
  t.equal(idOf(changed.default_payment_method), card.id);
  const items = [{ id: subscription.items.data[0]?.id ?? "", price: "price_pro_monthly" }];
  const upgrade = { items, proration_behavior: "always_invoice" } as const;
  await t.rejects(
    stripe.subscriptions.update(subscription.id, { ...upgrade, payment_behavior: "error_if_incomplete" }),
    {
      statusCode: 402,
      code: "card_declined",
    },
  );
  const same = await stripe.subscriptions.retrieve(subscription.id);
  t.match([same.status, same.items.data[0]?.price.id], ["active", "price_premium_monthly"]);
  const due = await stripe.subscriptions.update(subscription.id, upgrade);
  t.match([due.status, due.items.data[0]?.price.id], ["past_due", "price_pro_monthly"]);
  await control(`/subscriptions/${subscription.id}/recover`, {});
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).status, "active");
});

test("a change without proration costs nothing now", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy();
  await control(`/subscriptions/${subscription.id}/upgrade`, { proration_behavior: "none" });
  await control(`/subscriptions/${subscription.id}/renew`, {});
  const [renewal] = (await stripe.invoices.list({ subscription: subscription.id, limit: 1 })).data;
  t.match(renewal, { total: 999 });
  t.equal(renewal?.lines.data.length, 1);
});

test("a running subscription gets a trial, which can be ended at once", async (t) => {
  const clock = stillClock();
  const { stripe, buy } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  const now = clock.now() / 1000;
  await t.rejects(stripe.subscriptions.update(subscription.id, { trial_end: now - 1 }), {
    param: "trial_end",
    message: /future/,
  });
  const trial = await stripe.subscriptions.update(subscription.id, { trial_end: now + 10 * DAY });
  t.match(trial, { status: "trialing", trial_end: now + 10 * DAY });
  const ended = await stripe.subscriptions.update(subscription.id, { trial_end: "now", expand: ["latest_invoice"] });
  t.match(ended, { status: "active", trial_end: now, latest_invoice: { status: "paid", amount_paid: 499 } });
});

test("a change of price during a trial is free", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy({ trial_days: 7 });
  await control(`/subscriptions/${subscription.id}/upgrade`, { price_id: "price_pro_yearly" });
  const changed = await stripe.subscriptions.retrieve(subscription.id);
  t.match(changed, { status: "trialing", trial_end: subscription.trial_end });
  t.equal((await stripe.invoices.list({ subscription: subscription.id })).data.length, 1);
});

test("a cancellation is scheduled for a time, only in the future", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  const now = clock.now() / 1000;
  await t.rejects(stripe.subscriptions.update(subscription.id, { cancel_at: now }), {
    param: "cancel_at",
    message: /future/,
  });
  await t.rejects(stripe.subscriptions.update(subscription.id, { cancel_at: now + DAY, cancel_at_period_end: true }), {
    code: "parameters_exclusive",
  });
  await stripe.subscriptions.update(subscription.id, { cancel_at: now + DAY });
  t.match(await stripe.subscriptions.update(subscription.id, { cancel_at: "" }), { cancel_at: null });
  t.match(await stripe.subscriptions.update(subscription.id, { cancel_at: now + 2 * DAY }), {
    status: "active",
    cancel_at: now + 2 * DAY,
    cancel_at_period_end: false,
  });
  await control("/advance", { seconds: 2 * DAY });
  t.match(await stripe.subscriptions.retrieve(subscription.id), { status: "canceled", ended_at: now + 2 * DAY });
});

test("cancellation_details can be set before and after the cancellation", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { subscription } = await buy();
  await stripe.subscriptions.update(subscription.id, { cancellation_details: { comment: "maybe" } });
  await stripe.subscriptions.cancel(subscription.id);
  const noted = await stripe.subscriptions.update(subscription.id, {
    cancellation_details: { feedback: "too_complex" },
  });
  t.match(noted.cancellation_details, { comment: "maybe", feedback: "too_complex", reason: "cancellation_requested" });
});

test("the API pauses and resumes a subscription, in its period or with a new one", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  const paused = await stripe.subscriptions.pause(subscription.id, { type: "subscription" });
  t.match(paused, {
    status: "paused",
    status_details: { paused: { type: "subscription", subscription: { type: "pause_requested" } } },
  });
  await t.rejects(stripe.subscriptions.pause(subscription.id), { message: /is not active/ });
  const kept = await stripe.subscriptions.resume(subscription.id, { billing_cycle_anchor: { type: "unchanged" } });
  t.match(kept, { status: "active", billing_cycle_anchor: subscription.billing_cycle_anchor });
  t.notOk("status_details" in kept);
  await control(`/subscriptions/${subscription.id}/pause`, {});
  await control("/advance", { seconds: 40 * DAY });
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).status, "paused", "it is not renewed");
  const resumed = await stripe.subscriptions.resume(subscription.id, { expand: ["latest_invoice"] });
  t.match(resumed, { billing_cycle_anchor: clock.now() / 1000 + 40 * DAY, latest_invoice: { status: "paid" } });
});

test("paused collection resumes at resumes_at", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  const resumes_at = clock.now() / 1000 + 40 * DAY;
  await stripe.subscriptions.update(subscription.id, {
    pause_collection: { behavior: "mark_uncollectible", resumes_at },
  });
  await control("/advance", { seconds: 35 * DAY });
  t.equal((await stripe.invoices.list({ status: "uncollectible" })).data.length, 1);
  await control("/advance", { seconds: 5 * DAY });
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).pause_collection, null);
});

test("billing_cycle_anchor starts a new billing cycle", async (t) => {
  const clock = stillClock();
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  await control("/advance", { seconds: 10 * DAY });
  const anew = await stripe.subscriptions.update(subscription.id, {
    billing_cycle_anchor: { type: "now" },
    proration_behavior: "none",
    expand: ["latest_invoice"],
  });
  const now = clock.now() / 1000 + 10 * DAY;
  t.match(anew, { billing_cycle_anchor: now, latest_invoice: { total: 499, billing_reason: "subscription_update" } });
  t.equal(anew.items.data[0]?.current_period_start, now);
});

test("a period ends on the last day of a shorter month", async (t) => {
  const clock = stillClock(Date.UTC(2027, 0, 31, 9));
  const { stripe, buy, control } = await startStripe(t, { now: clock.now });
  const { subscription } = await buy();
  const ends = [subscription.items.data[0]?.current_period_end];
  for (let month = 0; month < 3; month++) {
    await control(`/subscriptions/${subscription.id}/renew`, {});
    ends.push((await stripe.subscriptions.retrieve(subscription.id)).items.data[0]?.current_period_end);
  }
  t.same(
    ends.map((end) => new Date(Number(end) * 1000).toISOString().slice(0, 10)),
    ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31"],
  );
});

test("an invoice holds its first ten lines, and the others are listed", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy();
  for (const price_id of [
    "price_pro_monthly",
    "price_premium_monthly",
    "price_pro_monthly",
    "price_premium_monthly",
    "price_pro_monthly",
  ]) {
    await control(`/subscriptions/${subscription.id}/upgrade`, { price_id });
  }
  await control(`/subscriptions/${subscription.id}/renew`, {});
  const { data } = await stripe.invoices.list({ subscription: subscription.id });
  const [renewal, first] = data;
  t.match(first?.lines, { has_more: false, data: { length: 1 } });
  t.match(renewal?.lines, { has_more: true, data: { length: 10 } });
  t.match(await stripe.invoices.retrieve(renewal?.id ?? ""), { lines: { has_more: true, data: { length: 10 } } });
  const lines = await stripe.invoices.listLineItems(renewal?.id ?? "", { limit: 100 });
  t.equal(lines.data.length, 11);
  t.equal(lines.has_more, false);
});
