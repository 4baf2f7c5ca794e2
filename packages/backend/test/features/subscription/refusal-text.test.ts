import t from "tap";
import { refusedRefund } from "../../../src/features/subscription/refusal-text.ts";

t.test("why Stripe refused a refund", async (t) => {
  t.match(refusedRefund("charge_already_refunded"), /refunded already/);
  t.match(refusedRefund("charge_disputed"), /disputed/);
  t.match(refusedRefund("amount_too_large"), /more than what is left/);
  t.match(refusedRefund("amount_too_small"), /too small/);
  t.match(refusedRefund("resource_missing"), /no longer knows/);
  t.equal(refusedRefund("something_new"), "Stripe refused the refund (something_new).");
});
