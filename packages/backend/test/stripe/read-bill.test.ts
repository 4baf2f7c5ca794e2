import t from "tap";
import { readBill } from "../../src/stripe/read-bill.ts";

const START = 1_767_225_600;
const END = START + 30 * 86_400;
const period = { start: START, end: END };
const details = { subscription_item: "si_1" };
const current = {
  amount: 499,
  period,
  parent: { subscription_item_details: details },
  pricing: { price_details: { price: "price_1" } },
};
const old = { amount: 499, period, subscription_item: "si_1", price: { id: "price_1" } };

function invoice(facts: Record<string, unknown> = {}, ...lines: Record<string, unknown>[]) {
  const paid = { id: "in_1", created: START, total: 499, amount_paid: 499, status: "paid" };
  return { ...paid, lines: { data: lines.length > 0 ? lines : [current] }, ...facts };
}

const carriedOf = (object: unknown) => readBill(object).lines.map(({ carried }) => carried);

t.test("a line in the shapes before and since Basil", async (t) => {
  const expected = {
    invoiceId: "in_1",
    itemId: "si_1",
    priceId: "price_1",
    from: START * 1000,
    until: END * 1000,
    amountPaid: 499,
    carried: false,
  };
  t.strictSame(readBill(invoice({}, current)).lines, [expected]);
  t.strictSame(readBill(invoice({}, old)).lines, [expected]);
  t.strictSame(readBill(invoice({}, current, old, { ...current, amount: -1 })).lines, [expected, expected]);
  t.strictSame(readBill(invoice({}, { amount: 1, period })).lines, [{ ...expected, itemId: null, priceId: null }]);
  t.match(readBill(invoice({}, { amount: 1, period, parent: {}, pricing: {} })).lines, [
    { itemId: null, priceId: null },
  ]);
  t.throws(() => readBill({ id: "in_1" }), { name: "ZodError" });
});

t.test("a credit is no line, and an invoice that only gives back is no payment", async (t) => {
  const credit = { ...current, amount: -300 };
  const given = invoice({ total: 0, amount_paid: 0 }, credit, { ...current, amount: 300 });
  t.equal(readBill(given).lines.length, 1);
  t.match(readBill(given), { isCredit: true, lines: [{ carried: true }] });
  t.match(readBill(invoice({}, credit, { ...current, amount: 799 })), { isCredit: false, lines: [{ carried: false }] });
  t.match(readBill(invoice({ total: 0 }, { ...current, amount: 0 })), { isCredit: false, lines: [{ carried: false }] });
});

t.test("what is not paid is borne by what was, and a gift stands by itself", async (t) => {
  for (const status of ["draft", "open", "void", "uncollectible", null]) t.same(carriedOf(invoice({ status })), [true]);
  t.same(carriedOf(invoice({ amount_paid: 0 })), [false], "from the customer's balance, or outside of Stripe");
  const coupon = { ...current, discount_amounts: [{ amount: 400 }, { amount: 99 }] };
  t.same(carriedOf(invoice({ total: 0, amount_paid: 0 }, coupon)), [false]);
  const half = { ...current, discount_amounts: [{ amount: 400 }] };
  t.same(carriedOf(invoice({ total: 0, amount_paid: 0 }, half, { ...current, amount: -99 })), [true]);
});

t.test("when it was due", async (t) => {
  const due = (facts: Record<string, unknown>) => readBill(invoice(facts)).dueAt / 1000;
  t.equal(due({}), START);
  t.equal(due({ status_transitions: { finalized_at: null } }), START);
  t.equal(due({ status_transitions: { finalized_at: START + 60 } }), START + 60);
  t.equal(due({ status_transitions: { finalized_at: START + 60 }, due_date: END }), END);
  t.equal(due({ due_date: START - 60 }), START);
});

t.test("the rest of an invoice", async (t) => {
  t.match(readBill(invoice({ status: null })), { id: "in_1", created: START * 1000, status: "draft" });
});
