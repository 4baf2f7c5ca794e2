import t from "tap";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

/** Not the default. */
const GRACE_DAYS = 5;

t.test("a failed payment has its days of grace, and then the plan goes", async (t) => {
  const around = await startTestBackend(t, { env: { GRACE_DAYS: String(GRACE_DAYS) } });
  const person = newPerson();
  const { subscription } = await buy(around, person);
  await around.control(`/subscriptions/${subscription.id}/fail-payment`, {});
  await around.settle();
  t.match(await around.client.call("subscriptionInfo", { discord_id: person }), {
    subscription: { status: "past_due" },
  });
  t.same(reportsTo(around.bot, person).slice(2), ["subscription_updated premium"], "the roles stay");
  t.match(around.bot.calls.at(-1)?.request, { metadata: { change: "payment_failed", grace_until: /Z$/ } });

  around.move(GRACE_DAYS - 0.01);
  t.same(await around.backend.runJob("entitlement-recheck"), { rechecked: 0 }, "the grace is not over");
  around.move(0.02);
  t.same(await around.backend.runJob("entitlement-recheck"), { rechecked: 1 });
  await around.settle();
  t.same(reportsTo(around.bot, person).slice(3), ["roles free", "subscription_cancelled premium"]);
  t.match(around.bot.calls.at(-1)?.request, { metadata: { change: "unpaid" } });

  await around.control(`/subscriptions/${subscription.id}/recover`, {});
  await around.settle();
  t.same(reportsTo(around.bot, person).slice(5), ["roles premium", "subscription_created premium"]);
});

t.test("the days of grace run from the day on which Stripe says that the payment was due", async (t) => {
  const around = await startTestBackend(t, { env: { GRACE_DAYS: String(GRACE_DAYS) } });
  const person = newPerson();
  const { subscription } = await buy(around, person);
  await around.control("/webhooks/settings", { mode: "off" });
  await around.control(`/subscriptions/${subscription.id}/fail-payment`, {});
  const { latest_invoice } = around.sandbox.stripe.subscriptions.get(subscription.id);
  const invoice = around.sandbox.stripe.invoices.get(String(latest_invoice));
  const twoDaysAgo = Math.floor(Date.now() / 1000) - 2 * 86_400;
  Object.assign(invoice.status_transitions, { finalized_at: twoDaysAgo });
  await around.backend.runJob("stripe-recovery");
  await around.settle();

  around.move(GRACE_DAYS - 2.01);
  t.same(await around.backend.runJob("entitlement-recheck"), { rechecked: 0 });
  around.move(0.02);
  t.same(await around.backend.runJob("entitlement-recheck"), { rechecked: 1 });
});

t.test("renewals say nothing; an end at the period's end takes the plan then and not before", async (t) => {
  const around = await startTestBackend(t);
  const person = newPerson();
  const { subscription } = await buy(around, person);
  around.move(32);
  await around.control("/webhooks/flush", {});
  await around.settle();
  const renewed = await around.client.call("subscriptionInfo", { discord_id: person });
  t.ok(Date.parse(renewed.subscription?.current_period_start ?? "") > Date.now(), "a month has gone by");
  t.equal(reportsTo(around.bot, person).length, 2);

  await around.control(`/subscriptions/${subscription.id}/cancel`, { at_period_end: true });
  await around.settle();
  t.same(reportsTo(around.bot, person).slice(2), ["subscription_updated premium"]);
  around.move(32);
  await around.control("/webhooks/flush", {});
  await around.settle();
  t.same(reportsTo(around.bot, person).slice(3), ["roles free", "subscription_cancelled premium"]);
});
