import t from "tap";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { startPair } from "../support/start-pair.ts";
import { told } from "../support/told.ts";

t.test("a failed payment has its days of grace, and then the plan goes", async (t) => {
  const pair = await startPair(t, { env: { GRACE_DAYS: "3" } });
  const person = newPerson();
  const { subscription } = await buy(pair, person);
  await pair.control(`/subscriptions/${subscription.id}/fail-payment`, {});
  await pair.settle();
  t.match(await pair.client.call("subscriptionInfo", { discord_id: person }), { subscription: { status: "past_due" } });
  t.equal(told(pair.bot, person).length, 2, "nothing has changed");

  const [row] = await pair.db.selectFrom("entitlements").select("recheck_at").execute();
  const days = ((row?.recheck_at?.getTime() ?? 0) - Date.now()) / 86_400_000;
  pair.move(days - 0.01);
  t.equal(await pair.backend.recheckDue(), 0, "the grace is not over");
  pair.move(0.02);
  t.equal(await pair.backend.recheckDue(), 1);
  await pair.settle();
  t.same(told(pair.bot, person).slice(2), ["roles free", "subscription_cancelled premium"]);

  await pair.control(`/subscriptions/${subscription.id}/recover`, {});
  await pair.settle();
  t.same(told(pair.bot, person).slice(4), ["roles premium", "subscription_created premium"]);
});

t.test("renewals say nothing; an end at the period's end takes the plan then and not before", async (t) => {
  const pair = await startPair(t);
  const person = newPerson();
  const { subscription } = await buy(pair, person);
  pair.move(32);
  await pair.control("/webhooks/flush", {});
  await pair.settle();
  const renewed = await pair.client.call("subscriptionInfo", { discord_id: person });
  t.ok(Date.parse(renewed.subscription?.current_period_start ?? "") > Date.now(), "a month has gone by");
  t.equal(told(pair.bot, person).length, 2);

  await pair.control(`/subscriptions/${subscription.id}/cancel`, { at_period_end: true });
  await pair.settle();
  t.same(told(pair.bot, person).slice(2), ["subscription_updated premium"]);
  pair.move(32);
  await pair.control("/webhooks/flush", {});
  await pair.settle();
  t.same(told(pair.bot, person).slice(3), ["roles free", "subscription_cancelled premium"]);
});
