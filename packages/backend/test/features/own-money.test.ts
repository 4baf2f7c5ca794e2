import t from "tap";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

t.test("money operations never guess", async (t) => {
  const around = await startTestBackend(t);
  const { client, sandbox } = around;
  const { stripe } = sandbox;
  const refundsOf = (charge: string) => stripe.refunds.all().filter((refund) => refund.charge === charge);
  const paymentOf = (charge: string) => stripe.charges.get(charge).payment_intent ?? "";
  const isCancelled = (id: string) => stripe.subscriptions.get(id).cancel_at_period_end;

  const discord_id = newPerson();
  const premium = await buy(around, discord_id);
  const pro = await buy(around, discord_id, { price_id: "price_pro_monthly" });
  const stranger = newPerson();
  const other = await buy(around, stranger);
  const writes = () =>
    [...stripe.calls]
      .filter(([call]) => /^(POST|DELETE) .*\/(refunds|subscriptions)/.test(call))
      .map(([, count]) => count);
  const before = writes();

  await t.test("info lists all of the user's own, and goes on naming the main one", async (t) => {
    const reply = await client.call("subscriptionInfo", { discord_id });
    t.equal(reply.subscription?.subscription_id, pro.subscription.id);
    const ids = reply.subscriptions?.map(({ subscription_id }) => subscription_id);
    t.same(ids, [pro.subscription.id, premium.subscription.id]);
    t.same((await client.call("subscriptionInfo", { discord_id: newPerson() })).subscriptions, []);
  });

  await t.test("of two subscriptions none is cancelled until one is named", async (t) => {
    const reply = await client.call("subscriptionCancel", { discord_id });
    t.match(reply, { success: false, canceled: false, message: /name one as subscription_id/ });
    const ids = reply.candidates?.map(({ subscription_id }) => subscription_id);
    t.same(ids, [pro.subscription.id, premium.subscription.id]);
    t.notOk(isCancelled(pro.subscription.id) || isCancelled(premium.subscription.id));
  });

  await t.test("of two payments none is refunded until one is named", async (t) => {
    const reply = await client.call("subscriptionRefund", { discord_id });
    t.match(reply, { success: false, refunded: false, message: /name one as payment_id/ });
    t.match(
      new Set(reply.candidates),
      new Set([
        { payment_id: paymentOf(pro.charge.id), subscription_id: pro.subscription.id, amount: 999, currency: "usd" },
        { payment_id: paymentOf(premium.charge.id), subscription_id: premium.subscription.id, amount: 499 },
      ]),
    );
    t.same([...refundsOf(pro.charge.id), ...refundsOf(premium.charge.id)], []);
  });

  await t.test("what is somebody else's is refused in words, and nothing changes at Stripe", async (t) => {
    const subscription_id = other.subscription.id;
    const noSubscription = { success: false, message: "This is no subscription of this user's." };
    const noPayment = { success: false, message: "This is no payment of this user's." };
    t.match(await client.call("subscriptionCancel", { discord_id, subscription_id }), noSubscription);
    t.match(await client.call("subscriptionRefund", { discord_id, subscription_id }), noSubscription);
    t.match(await client.call("subscriptionInvoices", { discord_id, subscription_id }), {
      ...noSubscription,
      invoices: [],
    });
    for (const payment_id of [paymentOf(other.charge.id), other.charge.id, "pi_unknown", "ch_unknown"]) {
      t.match(await client.call("subscriptionRefund", { discord_id, payment_id }), noPayment, payment_id);
    }
    const mixed = { discord_id, subscription_id: pro.subscription.id, payment_id: paymentOf(premium.charge.id) };
    t.match(await client.call("subscriptionRefund", mixed), noPayment, "a payment of another subscription");
    t.same(refundsOf(other.charge.id), []);
    t.notOk(isCancelled(subscription_id));
    t.same(writes(), before, "no call that changes something was made by then");
  });

  await t.test("invoices of one subscription", async (t) => {
    const request = { discord_id, subscription_id: premium.subscription.id };
    const { invoices } = await client.call("subscriptionInvoices", request);
    t.same(
      invoices.map(({ invoice_id }) => invoice_id),
      [premium.invoice.id],
    );
  });

  await t.test("a refund of the payment that is named, by either of its ids", async (t) => {
    const part = { discord_id, payment_id: premium.charge.id, amount: 99 };
    t.match(await client.call("subscriptionRefund", part), { success: true, amount_refunded: 99 });
    const rest = { discord_id, payment_id: paymentOf(premium.charge.id) };
    const options = { idempotencyKey: "the-rest" };
    t.match(await client.call("subscriptionRefund", rest, options), { success: true, amount_refunded: 400 });
    t.match(await client.call("subscriptionRefund", rest, options), { success: true, amount_refunded: 400 });
    t.match(await client.call("subscriptionRefund", rest), { success: false, message: /already/ });
    t.equal(refundsOf(premium.charge.id).length, 2);
    await around.settle();
  });

  await t.test("a refund that is repeated without a name takes no other subscription's payment", async (t) => {
    const reply = await client.call("subscriptionRefund", { discord_id });
    t.match(reply, { success: false, candidates: [{ payment_id: paymentOf(pro.charge.id), amount: 999 }] });
    t.same(refundsOf(pro.charge.id), []);
  });

  await t.test("the subscription that is named is cancelled, and its last payment refunded", async (t) => {
    const subscription_id = pro.subscription.id;
    t.match(await client.call("subscriptionCancel", { discord_id, subscription_id }), {
      success: true,
      canceled: true,
    });
    t.ok(isCancelled(subscription_id));
    t.notOk(isCancelled(premium.subscription.id));
    const refund = await client.call("subscriptionRefund", { discord_id, subscription_id });
    t.match(refund, { success: true, amount_refunded: 999 });
    await around.settle();
  });

  await t.test("one that has ended is not cancelled again", async (t) => {
    const subscription_id = premium.subscription.id;
    await client.call("subscriptionCancel", { discord_id, subscription_id, immediate: true });
    await around.settle();
    const again = await client.call("subscriptionCancel", { discord_id, subscription_id, immediate: true });
    t.match(again, { success: false, message: "This subscription has ended." });
    const rest = await client.call("subscriptionCancel", { discord_id });
    t.match(rest, { success: true }, "now only one is left, and needs no name");
  });

  await t.test("a disputed payment is not refunded", async (t) => {
    await around.control(`/charges/${other.charge.id}/dispute`, {});
    await around.settle();
    const reply = await client.call("subscriptionRefund", { discord_id: stranger });
    t.match(reply, { success: false, message: /disputed/ });
  });
});
