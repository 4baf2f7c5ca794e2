import t from "tap";
import { createAtStripe } from "../support/at-stripe.ts";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

const YEARLY = "price_premium_yearly";
const PRO = "price_pro_monthly";

t.test("what is paid now counts, whatever was refunded", async (t) => {
  const around = await startTestBackend(t);
  const { stripe, switchTo, lastCharge, refund, news, plan } = createAtStripe(around);
  const calls = async () => (await around.control<{ calls: Record<string, number> }>("/calls")).calls;
  const begin = async (order: Record<string, unknown> = {}) => {
    const person = newPerson();
    const bought = await buy(around, person, order);
    await news(person);
    return { person, ...bought, id: bought.subscription.id };
  };

  await t.test("refunded, then upgraded to yearly and paid again", async (t) => {
    const { person, id, charge } = await begin();
    await refund(charge.id);
    t.same(await news(person), ["roles free", "subscription_cancelled premium"]);
    await switchTo(id, YEARLY);
    t.same(await news(person), ["roles premium", "subscription_created premium"]);
  });

  await t.test("switched to yearly, then the old month refunded", async (t) => {
    const { person, id, charge } = await begin();
    await switchTo(id, YEARLY);
    await refund(charge.id);
    t.same(await news(person), []);
    t.equal(plan(person), "premium");
  });

  await t.test("switched to yearly and that refunded: what was paid for the month stays until it ends", async (t) => {
    const { person, id, customer, charge } = await begin();
    await switchTo(id, YEARLY);
    await refund(lastCharge(customer.id));
    t.same(await news(person), ["subscription_updated premium"], "it ends with the month");
    await refund(charge.id);
    t.same(await news(person), ["roles free", "subscription_cancelled premium"], "nothing is paid any more");
  });

  await t.test("upgraded in the middle of the month, and the difference refunded", async (t) => {
    const { person, id, customer, charge } = await begin();
    await switchTo(id, PRO);
    t.same(await news(person), ["roles pro", "plan_upgraded pro"]);
    const difference = lastCharge(customer.id);
    await refund(difference, 1);
    t.same(await news(person), [], "in part: kept");
    await refund(difference);
    t.same(await news(person), ["roles premium", "plan_downgraded premium"]);
    await refund(charge.id);
    t.same(await news(person), ["roles free", "subscription_cancelled premium"]);
  });

  await t.test("upgraded in the middle of the month, and the month refunded: the upgrade is paid", async (t) => {
    const { person, id, charge } = await begin();
    await switchTo(id, PRO);
    await news(person);
    await refund(charge.id);
    t.same(await news(person), []);
  });

  await t.test("a downgrade that the old payment paid for ends with its refund", async (t) => {
    const { person, id, charge } = await begin({ price_id: PRO });
    await switchTo(id, "price_premium_monthly");
    t.same(await news(person), ["roles premium", "plan_downgraded premium"]);
    await refund(charge.id);
    t.same(await news(person), ["roles free", "subscription_cancelled premium"]);
  });

  await t.test("a change that is not billed yet stands on what was paid before", async (t) => {
    const { person, id, charge } = await begin();
    await switchTo(id, PRO, { proration_behavior: "create_prorations" });
    await refund(charge.id);
    t.same(await news(person), ["roles pro", "plan_upgraded pro", "roles free", "subscription_cancelled pro"]);
    await around.control(`/subscriptions/${id}/renew`, {});
    t.same(await news(person), ["roles pro", "subscription_created pro"], "the next period is paid");
  });

  await t.test("an item of its own that took the place of another", async (t) => {
    const { person, id, charge } = await begin();
    const { items } = await stripe.subscriptions.retrieve(id);
    const old = items.data[0]?.id ?? "";
    await refund(charge.id);
    await news(person);
    const replaced = [{ id: old, deleted: true }, { price: PRO }];
    await stripe.subscriptions.update(id, { items: replaced, proration_behavior: "none" });
    t.same(await news(person), [], "nothing was paid for it");
    await around.control(`/subscriptions/${id}/renew`, {});
    t.same(await news(person), ["roles pro", "subscription_created pro"]);
  });

  await t.test("two items: one is refunded by itself, the other stays", async (t) => {
    const { person, id, customer } = await begin();
    await stripe.subscriptions.update(id, { items: [{ price: PRO }], proration_behavior: "always_invoice" });
    t.same(await news(person), ["roles pro", "plan_upgraded pro"]);
    await refund(lastCharge(customer.id));
    t.same(await news(person), ["roles premium", "plan_downgraded premium"]);
  });

  await t.test("more of the same, and that refunded", async (t) => {
    const { person, id, customer } = await begin();
    await around.settle();
    const { items } = await stripe.subscriptions.retrieve(id);
    const more = [{ id: items.data[0]?.id ?? "", quantity: 3 }];
    await stripe.subscriptions.update(id, { items: more, proration_behavior: "always_invoice" });
    await around.settle();
    await refund(lastCharge(customer.id));
    t.equal(plan(person), "premium");
  });

  await t.test("a trial is free: a refund of what was paid before does not end it", async (t) => {
    const { person, id, charge } = await begin();
    await stripe.subscriptions.update(id, { trial_end: Math.floor(around.now() / 1000) + 7 * 86_400 });
    await refund(charge.id);
    t.same(await news(person), []);
  });

  await t.test("a refund that fails, and disputes of the payment now and of an earlier one", async (t) => {
    const { person, id, customer, charge } = await begin();
    const failing = await refund(charge.id);
    await news(person);
    await around.control(`/refunds/${failing}/fail`, {});
    t.same(await news(person), ["roles premium", "subscription_created premium"], "the money stays");

    await around.control(`/subscriptions/${id}/renew`, {});
    const { dispute: old } = await around.control<{ dispute: { id: string } }>(`/charges/${charge.id}/dispute`, {});
    t.same(await news(person), [], "a dispute of a month that is over");
    await around.control(`/disputes/${old.id}/close`, { outcome: "lost" });
    t.same(await news(person), []);

    const current = lastCharge(customer.id);
    const { dispute } = await around.control<{ dispute: { id: string } }>(`/charges/${current}/dispute`, {});
    t.same(await news(person), ["roles free", "subscription_cancelled premium"]);
    await around.control(`/disputes/${dispute.id}/close`, { outcome: "won" });
    t.same(await news(person), ["roles premium", "subscription_created premium"]);
  });

  await t.test("an invoice with more lines than Stripe puts into it", async (t) => {
    const { person, id, customer } = await begin();
    for (const price of [PRO, "price_premium_monthly", PRO, "price_premium_monthly", PRO, "price_premium_monthly"]) {
      await switchTo(id, price, { proration_behavior: "create_prorations" });
    }
    await around.control(`/subscriptions/${id}/renew`, {});
    await news(person);
    await refund(lastCharge(customer.id));
    t.same(await news(person), ["roles free", "subscription_cancelled premium"], "its thirteenth line is the month");
  });

  await t.test("invoices are read only while a contested payment bears on what the subscription has now", async (t) => {
    const { id, charge } = await begin();
    const count = async () => (await calls())["GET /v1/invoices"] ?? 0;
    const before = await count();
    await around.control(`/subscriptions/${id}/renew`, {});
    await around.settle();
    t.equal(await count(), before, "nothing is contested");
    await refund(charge.id);
    t.equal(await count(), before, "a month that is over");
  });
});
