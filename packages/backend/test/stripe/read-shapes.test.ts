import t from "tap";
import { readEvent } from "../../src/stripe/read-event.ts";
import { readInvoice, readInvoicePayments } from "../../src/stripe/read-invoice.ts";
import { readSubscription } from "../../src/stripe/read-subscription.ts";

const START = 1_767_225_600;
const END = START + 30 * 86_400;
const at = (seconds: number) => new Date(seconds * 1000);

const price = { id: "price_1", unit_amount: 499, recurring: { interval: "year" } };
const period = { current_period_start: START, current_period_end: END };
const common = {
  id: "sub_1",
  customer: "cus_1",
  status: "active",
  created: START - 60,
  currency: "usd",
  cancel_at_period_end: false,
  metadata: {},
};

t.test("a subscription in the shapes before and since Basil", async (t) => {
  const old = { ...common, ...period, items: { data: [{ price, quantity: 2 }] } };
  const current = { ...common, items: { data: [{ price, quantity: 2, ...period }] } };
  const expected = {
    id: "sub_1",
    customerId: "cus_1",
    status: "active",
    created: at(START - 60),
    priceIds: ["price_1"],
    items: [{ id: null, priceId: "price_1", from: START * 1000, until: END * 1000 }],
    interval: "year",
    amount: 998,
    currency: "usd",
    currentPeriodStart: at(START),
    currentPeriodEnd: at(END),
    cancelAtPeriodEnd: false,
    endsAt: null,
    latestInvoiceId: null,
    trialStart: null,
    trialEnd: null,
    metadataDiscordId: null,
  };
  t.strictSame(readSubscription(old), expected);
  t.strictSame(readSubscription(current), expected);
  t.strictSame(readSubscription({ ...current, customer: { id: "cus_1", object: "customer" } }), expected, "expanded");
});

t.test("when a subscription ends", async (t) => {
  const current = { ...common, items: { data: [{ price, ...period }] } };
  t.same(readSubscription({ ...current, cancel_at_period_end: true }).endsAt, at(END));
  t.same(readSubscription({ ...current, cancel_at: END + 60 }).endsAt, at(END + 60), "on a date");
});

t.test("what a subscription's metadata may hold", async (t) => {
  const current = { ...common, items: { data: [{ price, ...period }] } };
  const read = (metadata: unknown) => readSubscription({ ...current, metadata }).metadataDiscordId;
  t.equal(read({ discord_id: "123456789012345678", plan: "x" }), "123456789012345678");
  for (const metadata of [{ discord_id: "12" }, { discord_id: "" }, {}, null]) t.equal(read(metadata), null);
});

t.test("a price without an amount of its own counts as nothing, not as a crash", async (t) => {
  const tiered = { ...price, unit_amount: null, recurring: null };
  t.match(readSubscription({ ...common, items: { data: [{ price: tiered, ...period }] } }), {
    amount: 0,
    interval: "month",
  });
  t.throws(() => readSubscription({ id: "sub_1" }), { name: "ZodError" });
});

const line = { period: { start: START, end: END } };
const invoice = {
  id: "in_1",
  created: START,
  total: 499,
  amount_paid: 499,
  currency: "usd",
  status: "paid",
  invoice_pdf: null,
  status_transitions: { finalized_at: START + 3600 },
};

t.test("an invoice in the shapes before and since Basil", async (t) => {
  const old = readInvoice({
    ...invoice,
    subscription: "sub_1",
    charge: "ch_1",
    payment_intent: "pi_1",
    lines: { data: [line] },
  });
  const current = readInvoice({
    ...invoice,
    parent: { subscription_details: { subscription: "sub_1" } },
    payments: { data: [{ status: "paid", payment: { type: "payment_intent", payment_intent: "pi_1" } }] },
    lines: { data: [line] },
  });
  t.strictSame(old, current);
  t.match(current, {
    subscriptionId: "sub_1",
    covers: { start: at(START), end: at(END) },
    payments: [{ kind: "payment_intent", id: "pi_1" }],
    finalizedAt: at(START + 3600),
  });
  const charged = readInvoice({ ...invoice, subscription: "sub_1", charge: "ch_1", lines: { data: [line] } });
  t.same(charged.payments, [{ kind: "charge", id: "ch_1" }]);
  t.match(readInvoice({ ...invoice, parent: null, lines: { data: [] } }), { subscriptionId: null, covers: null });
});

t.test("prorations pay for no period", async (t) => {
  const half = { start: START + 86_400, end: END };
  const old = { ...line, period: half, proration: true };
  const current = { ...line, period: half, parent: { subscription_item_details: { proration: true } } };
  for (const proration of [old, current]) {
    t.equal(readInvoice({ ...invoice, lines: { data: [proration] } }).covers, null);
    t.same(readInvoice({ ...invoice, lines: { data: [proration, line] } }).covers, { start: at(START), end: at(END) });
  }
});

t.test("an invoice covers the period that ends last, and of two such the longer", async (t) => {
  const week = { period: { start: START, end: START + 7 * 86_400 } };
  const before = { period: { start: START - 90 * 86_400, end: START } };
  const late = { period: { start: END - 86_400, end: END } };
  const covers = { start: at(START), end: at(END) };
  for (const other of [week, before, late]) {
    for (const lines of [
      [line, other],
      [other, line],
      [other, line, other],
    ]) {
      t.same(readInvoice({ ...invoice, lines: { data: lines } }).covers, covers);
    }
  }
});

t.test("only payments that came in are refunded", async (t) => {
  const payments = [
    { status: "canceled", payment: { payment_intent: "pi_1" } },
    { status: "paid", payment: { payment_intent: { id: "pi_2" } } },
    { status: "paid", payment: { payment_record: "pr_1" } },
  ];
  t.same(readInvoicePayments(payments), [{ kind: "payment_intent", id: "pi_2" }]);
});

t.test("what events ask for", async (t) => {
  const read = (type: string, object: unknown) => readEvent({ type, data: { object } });
  const customer = { kind: "customer", customerId: "cus_1", checkout: null, deleted: false };
  t.same(read("customer.subscription.updated", { customer: "cus_1" }), customer);
  t.same(read("invoice.paid", { customer: { id: "cus_1" } }), customer);
  t.same(read("customer.deleted", { id: "cus_1" }), { ...customer, deleted: true });
  const session = { customer: "cus_1", created: 7 };
  const checkout = { metadataDiscordId: null, clientReferenceId: null, created: 7 };
  t.same(read("checkout.session.completed", session), { ...customer, checkout });
  t.same(read("checkout.session.completed", { ...session, client_reference_id: "order-7" }), {
    ...customer,
    checkout: { ...checkout, clientReferenceId: "order-7" },
  });
  t.same(
    read("checkout.session.completed", { customer: null, created: 7 }),
    { kind: "ignored" },
    "a guest bought something else",
  );
  t.same(read("charge.refunded", { id: "ch_1" }), { kind: "charge", chargeId: "ch_1" });
  t.same(read("charge.dispute.closed", { id: "du_1", charge: "ch_1" }), { kind: "charge", chargeId: "ch_1" });
  t.same(read("refund.failed", { id: "re_1", charge: null }), { kind: "ignored" });
  t.same(read("customer.subscription.trial_will_end", { customer: "cus_1" }), { kind: "ignored" });
  t.same(read("constructor", {}), { kind: "ignored" }, "no name of an object's own");
  t.throws(() => read("charge.refunded", {}), { name: "ZodError" });
});
