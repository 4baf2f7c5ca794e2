import { test } from "tap";
import { idOf, startStripe } from "./support/start.ts";

test("a charge is refunded in parts, up to its amount", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { charge } = await buy();
  const part = await stripe.refunds.create({
    charge: charge.id,
    amount: 99,
    reason: "requested_by_customer",
    metadata: { ticket: "7" },
  });
  t.match(part, { amount: 99, status: "succeeded", reason: "requested_by_customer", metadata: { ticket: "7" } });
  t.match(await stripe.charges.retrieve(charge.id), { amount_refunded: 99, refunded: false });
  await t.rejects(stripe.refunds.create({ charge: charge.id, amount: 401 }), {
    statusCode: 400,
    param: "amount",
    message: "Refund amount ($4.01) is greater than unrefunded amount on charge ($4.00)",
  });
  await t.rejects(stripe.refunds.create({ charge: charge.id, amount: 0 }), { code: "parameter_invalid_integer" });
  const rest = await stripe.refunds.create({ payment_intent: idOf(charge.payment_intent) });
  t.equal(rest.amount, 400);
  t.match(await stripe.charges.retrieve(charge.id), { amount_refunded: 499, refunded: true });
  await t.rejects(stripe.refunds.create({ charge: charge.id }), { statusCode: 400, code: "charge_already_refunded" });
  t.same(
    (await stripe.refunds.list({ charge: charge.id })).data.map(({ id }) => id),
    [rest.id, part.id],
  );
  const events = (await stripe.events.list({ types: ["charge.refunded", "refund.created"] })).data;
  t.equal(events.length, 4);
  t.match(events.at(-1)?.data, { object: { amount_refunded: 99 }, previous_attributes: { amount_refunded: 0 } });
});

test("a refund of exactly what is left makes the charge refunded, and a refunded charge cannot be disputed", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { charge } = await buy();
  await stripe.refunds.create({ charge: charge.id, amount: 498 });
  t.match(await stripe.refunds.create({ charge: charge.id, amount: 1 }), { amount: 1, status: "succeeded" });
  t.match(await stripe.charges.retrieve(charge.id), { amount_refunded: 499, refunded: true });
  await t.rejects(control(`/charges/${charge.id}/dispute`, {}), /400 .*cannot be disputed/);
});

test("a refund refuses an unknown charge, reason or payment", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { charge } = await buy();
  await t.rejects(stripe.refunds.create({}), { message: /One of the following params should be provided/ });
  await t.rejects(stripe.refunds.create({ charge: "ch_none" }), { code: "resource_missing", param: "charge" });
  await t.rejects(stripe.refunds.create({ charge: charge.id, reason: "bored" as "duplicate" }), {
    param: "reason",
    message: "Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer",
  });
});

test("a refund's metadata can be added later", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { charge } = await buy();
  const { id } = await stripe.refunds.create({ charge: charge.id });
  t.match(await stripe.refunds.update(id, { metadata: { seen: "yes" } }), { metadata: { seen: "yes" } });
  t.match(await stripe.refunds.retrieve(id), { metadata: { seen: "yes" } });
});

test("the dashboard refunds as the API does", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { charge } = await buy();
  await control(`/charges/${charge.id}/refund`, { amount: 100 });
  t.match(await stripe.charges.retrieve(charge.id), { amount_refunded: 100 });
  const [event] = (await stripe.events.list({ type: "charge.refunded" })).data;
  t.same(event?.request, { id: null, idempotency_key: null });
});

test("a dispute withdraws the amount, and reinstates it when it is won", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { charge } = await buy();
  const { dispute } = await control<{ dispute: { id: string } }>(`/charges/${charge.id}/dispute`, {
    reason: "fraudulent",
  });
  t.match(await stripe.disputes.retrieve(dispute.id), { status: "needs_response", charge: charge.id, amount: 499 });
  t.match(await stripe.charges.retrieve(charge.id), { disputed: true });
  await t.rejects(stripe.refunds.create({ charge: charge.id }), { code: "charge_disputed" });
  await control(`/disputes/${dispute.id}/close`, { outcome: "won" });
  const [closed] = (await stripe.disputes.list({ charge: charge.id })).data;
  t.match(closed, { status: "won", balance_transactions: [{ amount: -499 }, { amount: 499 }] });
  const types = (await stripe.events.list({ type: "charge.dispute.*" })).data.map(({ type }) => type);
  t.same(types.toReversed(), [
    "charge.dispute.created",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "charge.dispute.closed",
  ]);
  await t.rejects(control(`/disputes/${dispute.id}/close`, { outcome: "lost" }), /already closed/);
});

test("a lost dispute does not reinstate the amount", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { charge } = await buy();
  const { dispute } = await control<{ dispute: { id: string } }>(`/charges/${charge.id}/dispute`, {});
  await control(`/disputes/${dispute.id}/close`, { outcome: "lost" });
  t.match(await stripe.disputes.retrieve(dispute.id), { status: "lost", balance_transactions: [{ amount: -499 }] });
});

test("an invoice leads to its payment intent and its charge", async (t) => {
  const { stripe, buy } = await startStripe(t);
  const { invoice, charge, customer } = await buy();
  const [payment] = (await stripe.invoicePayments.list({ invoice: invoice.id })).data;
  t.match(payment, { status: "paid", amount_paid: 499, payment: { type: "payment_intent" } });
  const intent = await stripe.paymentIntents.retrieve(idOf(payment?.payment.payment_intent), {
    expand: ["latest_charge"],
  });
  t.match(intent, { status: "succeeded", latest_charge: { id: charge.id, paid: true } });
  t.equal((await stripe.charges.list({ customer: customer.id })).data[0]?.id, charge.id);
  t.equal((await stripe.paymentIntents.list({ customer: customer.id })).data[0]?.id, intent.id);
  t.match((await stripe.invoicePayments.retrieve(payment?.id ?? "")).invoice, invoice.id);
  t.match(await stripe.invoices.retrieve(invoice.id), {
    parent: { type: "subscription_details", subscription_details: { metadata: {} } },
    invoice_pdf: /^https:\/\/pay\.stripe\.com\/invoice\/.+\/pdf$/,
    number: /-0001$/,
  });
});

test("an open invoice is voided or marked uncollectible, a draft is finalized, once", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy();
  await control(`/subscriptions/${subscription.id}/pause`, { collection: "keep_as_draft" });
  await control(`/subscriptions/${subscription.id}/renew`, {});
  const [draft] = (await stripe.invoices.list({ status: "draft" })).data;
  const { id = "" } = draft ?? {};
  t.equal((await stripe.invoices.finalizeInvoice(id)).status, "open");
  await t.rejects(stripe.invoices.finalizeInvoice(id), { message: /already finalized/ });
  t.equal((await stripe.invoices.markUncollectible(id)).status, "uncollectible");
  t.equal((await stripe.invoices.voidInvoice(id)).status, "void");
  await t.rejects(stripe.invoices.pay(id), { message: /void/ });
});

test("an invoice is paid outside of Stripe", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { subscription } = await buy();
  await control(`/subscriptions/${subscription.id}/fail-payment`, {});
  const [open] = (await stripe.invoices.list({ status: "open" })).data;
  await t.rejects(stripe.invoices.pay(open?.id ?? ""), { statusCode: 402, code: "card_declined" });
  t.equal((await stripe.invoices.pay(open?.id ?? "", { paid_out_of_band: true })).status, "paid");
  t.equal((await stripe.subscriptions.retrieve(subscription.id)).status, "active");
});

test("a deleted customer's subscriptions end, and the id is returned as deleted", async (t) => {
  const { stripe, buy, control } = await startStripe(t);
  const { customer, subscription } = await buy();
  t.same(await stripe.customers.del(customer.id), { id: customer.id, object: "customer", deleted: true });
  t.match(await stripe.customers.retrieve(customer.id), { id: customer.id, deleted: true });
  await t.rejects(stripe.customers.update(customer.id, { name: "x" }), { statusCode: 404, name: "Error" });
  t.equal((await stripe.customers.list()).data.length, 0);
  const ended = await stripe.subscriptions.retrieve(subscription.id, { expand: ["customer"] });
  t.match(ended, { status: "canceled", customer: { deleted: true } });
  const types = (await stripe.events.list({ limit: 2 })).data.map(({ type }) => type);
  t.same(types, ["customer.deleted", "customer.subscription.deleted"]);
  const second = await buy();
  await control(`/customers/${second.customer.id}/delete`, {});
  t.match(await stripe.customers.retrieve(second.customer.id), { deleted: true });
});
