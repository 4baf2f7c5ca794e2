import t from "tap";
import { accountText } from "../../src/features/commands/account-text.ts";
import { subscription } from "../support/subscription.ts";

const found = { success: true, message: "", user_found: true };

t.test("an account is described as its user may know it", async (t) => {
  t.equal(accountText({ ...found, user_found: false }, { subscription }), "There is no account linked to you yet.");
  t.equal(accountText(found, { subscription: null }), "Your account is linked. You have no subscription.");
  t.equal(
    accountText(found, { subscription }),
    "Your account is linked. Your monthly subscription ($4.99) is active. The current period ends on <t:1772280000:D>.",
  );
  t.match(
    accountText(found, { subscription: { ...subscription, cancel_at_period_end: true } }),
    /It ends on <t:1772280000:D>\.$/,
  );
  t.match(accountText(found, { subscription: { ...subscription, status: "past_due" } }), / is past due\./);
});

t.test("each of several subscriptions is described", async (t) => {
  const yearly = { ...subscription, subscription_id: "sub_2", subscription_type: "yearly", amount: 9_990 } as const;
  t.equal(
    accountText(found, {
      subscription: yearly,
      subscriptions: [{ ...subscription, cancel_at_period_end: true }, yearly],
    }),
    "Your account is linked. You have 2 subscriptions:\n" +
      "- A monthly subscription ($4.99) is active. It ends on <t:1772280000:D>.\n" +
      "- A yearly subscription ($99.90) is active. The current period ends on <t:1772280000:D>.",
  );
  const one = accountText(found, { subscription });
  t.equal(accountText(found, { subscription, subscriptions: [subscription] }), one);
  const many = accountText(found, { subscription, subscriptions: Array.from({ length: 50 }, () => subscription) });
  t.match(many, /\n- … and 40 more\.$/);
  t.ok(many.length < 2_000, "Discord takes it");
});

t.test("a price is written in units of its currency", async (t) => {
  t.match(accountText(found, { subscription: { ...subscription, currency: "jpy" } }), "(¥499)");
  t.match(accountText(found, { subscription: { ...subscription, currency: "isk", amount: 49_900 } }), /ISK\s499\)/);
  t.match(accountText(found, { subscription: { ...subscription, currency: "kwd", amount: 1_234 } }), /1\.234\)/);
});
