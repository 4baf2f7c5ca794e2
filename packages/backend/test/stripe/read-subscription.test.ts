import t from "tap";
import { readSubscription } from "../../src/stripe/read-subscription.ts";

const START = 1_767_225_600;
const at = (seconds: number) => new Date(seconds * 1000);
const price = { id: "price_1", unit_amount: 499, recurring: { interval: "month" } };
const subscription = {
  id: "sub_1",
  customer: "cus_1",
  status: "active",
  created: START,
  currency: "usd",
  cancel_at_period_end: false,
  items: { data: [{ price }] },
};

t.test("several items: all prices, their sum, and the first one's interval", async (t) => {
  const seat = { id: "price_seat", unit_amount: 100, recurring: { interval: "year" } };
  const items = { data: [{ price }, { price: seat, quantity: 3 }, { price: { id: "price_metered" }, quantity: 5 }] };
  t.match(readSubscription({ ...subscription, items }), {
    priceIds: ["price_1", "price_seat", "price_metered"],
    amount: 799,
    interval: "month",
  });
  t.throws(() => readSubscription({ ...subscription, items: { data: [] } }), { name: "ZodError" });
});

t.test("a subscription without a period", async (t) => {
  const read = readSubscription(subscription);
  t.same([read.currentPeriodStart, read.currentPeriodEnd], [at(START), at(START)]);
  const started = readSubscription({ ...subscription, current_period_start: START + 60 });
  t.same([started.currentPeriodStart, started.currentPeriodEnd], [at(START + 60), at(START + 60)]);
});

t.test("the subscription's own period counts before its items'", async (t) => {
  const items = { data: [{ price, current_period_start: START + 1, current_period_end: START + 2 }] };
  const own = { current_period_start: START + 3, current_period_end: START + 4 };
  const read = readSubscription({ ...subscription, ...own, items });
  t.same([read.currentPeriodStart, read.currentPeriodEnd], [at(START + 3), at(START + 4)]);
});

t.test("the latest invoice, and an end that is not set", async (t) => {
  t.match(readSubscription({ ...subscription, latest_invoice: "in_1" }), { latestInvoiceId: "in_1", endsAt: null });
  t.match(readSubscription({ ...subscription, latest_invoice: { id: "in_2" }, cancel_at: null }), {
    latestInvoiceId: "in_2",
    endsAt: null,
    cancelAtPeriodEnd: false,
  });
});
