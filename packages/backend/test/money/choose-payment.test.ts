import t from "tap";
import { choosePayment } from "../../src/money/choose-payment.ts";

const payment = (id: string, left = 499, disputed = false) => ({ id, left, disputed });

t.test("the only payment that has money left", async (t) => {
  const paid = payment("pi_1");
  t.same(choosePayment([[paid]]), { kind: "one", payment: paid });
  t.same(choosePayment([[payment("pi_0", 0), paid]]), { kind: "one", payment: paid });
  t.same(choosePayment([[payment("pi_0", 499, true), paid]]), { kind: "one", payment: paid });
  t.same(choosePayment([[payment("pi_2", 1)]]), { kind: "one", payment: payment("pi_2", 1) });
});

t.test("several that could be meant are listed", async (t) => {
  const [a, b] = [payment("pi_a"), payment("pi_b")];
  t.same(choosePayment([[a, b]]), { kind: "several", payments: [a, b] }, "of one invoice");
  t.same(choosePayment([[a], [b]]), { kind: "several", payments: [a, b] }, "of two subscriptions");
  t.same(
    choosePayment([[a], [payment("pi_0", 0)]]),
    { kind: "several", payments: [a] },
    "the refunded one may be meant",
  );
  t.same(choosePayment([[a], []]), { kind: "several", payments: [a] });
});

t.test("none, and why", async (t) => {
  t.same(choosePayment([]), { kind: "none", why: "no_payment" });
  t.same(choosePayment([[]]), { kind: "none", why: "no_payment" });
  t.same(choosePayment([[payment("pi_0", 0)]]), { kind: "none", why: "charge_already_refunded" });
  t.same(choosePayment([[payment("pi_0", 0), payment("pi_1", 9, true)]]), { kind: "none", why: "charge_disputed" });
});
