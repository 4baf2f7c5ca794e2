import t from "tap";
import { accountText } from "../../src/features/commands/account-text.ts";
import { subscription } from "../support/subscription.ts";

const found = { success: true, message: "", user_found: true };

t.test("an account is described as its user may know it", async (t) => {
  t.equal(accountText({ ...found, user_found: false }, subscription), "There is no account linked to you yet.");
  t.equal(accountText(found, null), "Your account is linked. You have no subscription.");
  t.equal(
    accountText(found, subscription),
    "Your account is linked. Your monthly subscription ($4.99) is active. The current period ends on <t:1772280000:D>.",
  );
  t.match(accountText(found, { ...subscription, cancel_at_period_end: true }), /It ends on <t:1772280000:D>\.$/);
  t.match(accountText(found, { ...subscription, status: "past_due" }), / is past due\./);
});

t.test("a price is written in units of its currency", async (t) => {
  t.match(accountText(found, { ...subscription, currency: "jpy" }), "(¥499)");
  t.match(accountText(found, { ...subscription, currency: "kwd", amount: 1_234 }), /1\.234\)/);
});
