import t from "tap";
import { createAtStripe } from "../support/at-stripe.ts";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

t.test("a subscription that Stripe leaves past due for three periods", async (t) => {
  const around = await startTestBackend(t);
  const { news, plan } = createAtStripe(around);
  await around.control("/settings", { after_retries: "past_due" });
  const person = newPerson();
  const { subscription } = await buy(around, person);
  await around.control(`/subscriptions/${subscription.id}/fail-payment`, {});
  await news(person);
  t.equal(plan(person), "premium", "days of grace");

  /** Stripe goes on by itself, and what it sends is processed day by day. */
  async function pass(days: number) {
    for (let day = 0; day < days; day++) {
      around.move(1);
      await around.control("/advance", { seconds: 1 });
      await around.control("/webhooks/flush", {});
      await around.settle();
      await around.backend.runJob("entitlement-recheck");
    }
  }
  await pass(4);
  t.same(await news(person), ["roles free", "subscription_cancelled premium"], "the grace is over");
  await pass(92);
  t.match(await around.client.call("subscriptionInfo", { discord_id: person }), {
    subscription: { status: "past_due" },
  });
  const open = around.sandbox.stripe.invoices.all().filter(({ status }) => status === "open");
  t.ok(open.length >= 3, "three periods are owed");
  t.same(await news(person), [], "no second grace, and no second thank you");

  await around.control(`/subscriptions/${subscription.id}/recover`, {});
  t.same(await news(person), ["roles premium", "subscription_created premium"], "all is paid");
  await around.control(`/subscriptions/${subscription.id}/fail-payment`, {});
  t.same(await news(person), ["subscription_updated premium"], "a new row of unpaid invoices has its own grace");
});

t.test("an upgrade while a payment is owed brings no second grace", async (t) => {
  const around = await startTestBackend(t);
  const { news, switchTo, plan } = createAtStripe(around);
  await around.control("/settings", { after_retries: "past_due" });
  const person = newPerson();
  const { subscription } = await buy(around, person);
  await around.control(`/subscriptions/${subscription.id}/fail-payment`, {});
  await around.settle();
  around.move(4);
  await around.control("/webhooks/flush", {});
  await around.settle();
  await around.backend.runJob("entitlement-recheck");
  await news(person);
  t.equal(plan(person), "free");
  await switchTo(subscription.id, "price_pro_monthly");
  t.same(await news(person), [], "the difference is not paid, either");
});
