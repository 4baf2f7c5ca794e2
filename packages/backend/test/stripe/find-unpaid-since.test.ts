import fc from "fast-check";
import t from "tap";
import { findUnpaidSince, type OwedInvoice } from "../../src/stripe/find-unpaid-since.ts";

const DAY = 86_400_000;

function invoice(status: string, dueDay: number, isCredit = false): OwedInvoice {
  return { status, dueAt: dueDay * DAY, isCredit };
}

t.test("the first invoice of an unbroken row of unpaid ones", async (t) => {
  const cases: [string, OwedInvoice[], number | null][] = [
    ["nothing billed", [], null],
    ["all paid", [invoice("paid", 30), invoice("paid", 0)], null],
    ["one open", [invoice("open", 30), invoice("paid", 0)], 30],
    ["three open", [invoice("open", 90), invoice("open", 60), invoice("open", 30), invoice("paid", 0)], 30],
    ["given up on", [invoice("open", 60), invoice("uncollectible", 30)], 30],
    ["a draft asks for nothing yet", [invoice("draft", 60), invoice("open", 30)], 30],
    ["a void one asks for nothing", [invoice("open", 60), invoice("void", 30), invoice("open", 1)], 1],
    ["only a void one", [invoice("void", 30)], null],
    ["a credit is no payment", [invoice("open", 60), invoice("paid", 40, true), invoice("open", 30)], 30],
    ["paid in between", [invoice("open", 60), invoice("paid", 30), invoice("open", 0)], 60],
    ["due later by mail", [invoice("open", 30), invoice("open", 45)], 30],
  ];
  for (const [name, invoices, day] of cases) t.equal(findUnpaidSince(invoices), day && day * DAY, name);
});

t.test("grace never restarts: whatever comes on top of what is owed, it is owed since the same day", async (t) => {
  const status = fc.constantFrom("open", "uncollectible", "draft", "void");
  const added = fc.array(fc.record({ status, isCredit: fc.boolean() }), { maxLength: 12 });
  const property = fc.property(added, fc.integer({ min: 1, max: 400 }), (more, firstDue) => {
    const row = [invoice("open", firstDue), invoice("paid", 0)];
    const newer = more.map((each, index) => ({ ...each, dueAt: (firstDue + index + 1) * DAY }));
    return findUnpaidSince([...newer.toReversed(), ...row]) === firstDue * DAY;
  });
  t.doesNotThrow(() => fc.assert(property));
});
