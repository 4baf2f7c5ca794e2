import t from "tap";
import { readInvoice, readInvoicePayments } from "../../src/stripe/read-invoice.ts";

const START = 1_767_225_600;
const at = (seconds: number) => new Date(seconds * 1000);
const invoice = { id: "in_1", created: START, total: 499, amount_paid: 100, currency: "eur", lines: { data: [] } };

t.test("every field, and what stands for one that is absent", async (t) => {
  t.strictSame(readInvoice(invoice), {
    id: "in_1",
    created: at(START),
    total: 499,
    amountPaid: 100,
    currency: "eur",
    status: "draft",
    pdf: null,
    subscriptionId: null,
    finalizedAt: at(START),
    covers: null,
    billsUntil: at(START),
    payments: [],
  });
  const full = {
    ...invoice,
    status: "open",
    invoice_pdf: "https://example.org/in_1.pdf",
    status_transitions: { finalized_at: null },
  };
  t.match(readInvoice(full), { status: "open", pdf: full.invoice_pdf, finalizedAt: at(START) });
});

t.test("the payments of the list count before the invoice's own", async (t) => {
  const payments = { data: [{ payment: { charge: "ch_listed" } }, { status: "open", payment: { charge: "ch_open" } }] };
  t.strictSame(readInvoice({ ...invoice, payments, payment_intent: "pi_own", charge: "ch_own" }).payments, [
    { kind: "charge", id: "ch_listed" },
    { kind: "payment_intent", id: "pi_own" },
  ]);
  t.strictSame(readInvoicePayments([{ payment: { payment_intent: "pi_1", charge: "ch_1" } }]), [
    { kind: "payment_intent", id: "pi_1" },
  ]);
  t.throws(() => readInvoicePayments([{ status: "paid" }]), { name: "ZodError" });
});

t.test("a line of the current shape is a proration only when it says so", async (t) => {
  const period = { start: START, end: START + 60 };
  const covers = { start: at(START), end: at(START + 60) };
  const parents = [undefined, null, {}, { subscription_item_details: null }, { subscription_item_details: {} }];
  for (const parent of parents) {
    t.same(readInvoice({ ...invoice, lines: { data: [{ period, parent }] } }).covers, covers);
  }
  const said = { period, proration: false, parent: { subscription_item_details: { proration: true } } };
  t.same(readInvoice({ ...invoice, lines: { data: [said] } }).covers, covers);
});
