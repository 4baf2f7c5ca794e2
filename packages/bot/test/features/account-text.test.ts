import t from "tap";
import { accountText } from "../../src/features/commands/account-text.ts";

const found = { success: true, message: "", user_found: true };
const subscription = {
  subscription_id: "sub_1",
  customer_id: "cus_1",
  status: "past_due",
  subscription_type: "monthly",
  current_period_start: "2026-01-31T12:00:00.000Z",
  current_period_end: "2026-02-28T12:00:00.000Z",
  cancel_at_period_end: false,
  amount: 499,
  currency: "usd",
} as const;

t.test("an account is described as its user may know it", async (t) => {
  t.equal(accountText({ ...found, user_found: false }, subscription), "There is no account linked to you yet.");
  t.equal(accountText(found, null), "Your account is linked. You have no subscription.");
  t.equal(
    accountText(found, subscription),
    "Your account is linked. Your monthly subscription ($4.99) is past due. The current period ends on <t:1772280000:D>.",
  );
  t.match(accountText(found, { ...subscription, cancel_at_period_end: true }), /It ends on <t:1772280000:D>\.$/);
});

t.test("a price is told in units of its currency", async (t) => {
  t.match(accountText(found, { ...subscription, currency: "jpy" }), "(¥499)");
  t.match(accountText(found, { ...subscription, currency: "kwd", amount: 1_234 }), /1\.234\)/);
});
