import t from "tap";
import { chooseInvoice } from "../../../src/features/subscription/choose-invoice.ts";

const invoice = (id: string, amountPaid: number, subscriptionId: string | null = "sub_1") => ({
  id,
  amountPaid,
  subscriptionId,
});

t.test("a refund goes to the newest invoice of a subscription that was paid with money", async (t) => {
  const choose = (...invoices: ReturnType<typeof invoice>[]) => chooseInvoice(invoices)?.id;
  t.equal(choose(invoice("newer", 499), invoice("older", 999)), "newer");
  t.equal(choose(invoice("trial", 0), invoice("paid", 499)), "paid");
  t.equal(choose(invoice("mug", 1500, null), invoice("paid", 1)), "paid");
  t.equal(choose(invoice("trial", 0), invoice("mug", 1500, null)), undefined);
  t.equal(choose(), undefined);
});
