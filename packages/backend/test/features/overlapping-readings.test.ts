import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { createAtStripe } from "../support/at-stripe.ts";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

const THANKS = ["roles premium", "subscription_created premium"];

t.test("of two readings that overlap the one that began later counts", async (t) => {
  let held: PromiseWithResolvers<void> | undefined;
  let waiting = false;
  const around = await startTestBackend(t, {
    step: async (name) => {
      if (name !== "job.fetched" || !held) return;
      const release = held.promise;
      held = undefined;
      waiting = true;
      await release;
    },
  });
  const { refund, switchTo, lastCharge } = createAtStripe(around);

  /** Has one job read Stripe after `act` and wait, until the result is called. */
  async function hold(act: () => Promise<unknown>): Promise<() => void> {
    const release = Promise.withResolvers<void>();
    held = release;
    waiting = false;
    await act();
    await until("a job has read Stripe and is held", () => waiting);
    return release.resolve;
  }
  const begin = async () => {
    const person = newPerson();
    const bought = await buy(around, person);
    const link = () => around.client.call("userLink", { customer_id: bought.customer.id, discord_id: person });
    return { ...bought, person, link, news: () => reportsTo(around.bot, person).slice(2) };
  };
  const chargeOf = (id: string) => {
    return around.db.selectFrom("contested_payments").selectAll().where("id", "=", id).executeTakeFirst();
  };

  await t.test("a refund that has failed meanwhile", async (t) => {
    const { charge, news } = await begin();
    const id = () => around.sandbox.stripe.refunds.all().find((each) => each.charge === charge.id)?.id ?? "";
    const release = await hold(() => around.control(`/charges/${charge.id}/refund`, {}));
    await around.control(`/refunds/${id()}/fail`, {});
    await until("the failure is stored", async () => (await chargeOf(charge.id))?.refunded === false);
    release();
    await around.settle();
    t.same(news(), [], "the money was never gone");
    t.match(await chargeOf(charge.id), { refunded: false });
  });

  await t.test("a dispute that was won meanwhile", async (t) => {
    const { charge, news } = await begin();
    const id = () => around.sandbox.stripe.disputes.all().find((each) => each.charge === charge.id)?.id ?? "";
    const release = await hold(() => around.control(`/charges/${charge.id}/dispute`, {}));
    await around.control(`/disputes/${id()}/close`, { outcome: "won" });
    await until("the end is stored", async () => (await chargeOf(charge.id))?.dispute === null);
    release();
    await around.settle();
    t.same(news(), []);
    t.match(await chargeOf(charge.id), { dispute: null });
  });

  await t.test("a refund that a newer reading of the account knows nothing of", async (t) => {
    const { charge, subscription, link, news } = await begin();
    const release = await hold(() => around.control(`/charges/${charge.id}/refund`, {}));
    await link();
    release();
    await around.settle();
    t.same(news(), ["roles free", "subscription_cancelled premium"], "its invoices were read again");
    await switchTo(subscription.id, "price_premium_yearly");
    t.same(news().slice(2), THANKS);
  });

  await t.test("invoices that were paid before all was refunded", async (t) => {
    const { charge, subscription, customer, link, news } = await begin();
    await refund(charge.id);
    await around.control("/webhooks/settings", { mode: "paused" });
    const { stripe } = createAtStripe(around);
    const { items } = await stripe.subscriptions.retrieve(subscription.id);
    const yearly = [{ id: items.data[0]?.id ?? "", price: "price_premium_yearly" }];
    const release = await hold(async () => {
      await stripe.subscriptions.update(subscription.id, { items: yearly });
      await around.control("/webhooks/settings", { mode: "on" });
    });
    await around.control(`/charges/${lastCharge(customer.id)}/refund`, {});
    await link();
    release();
    await around.settle();
    t.same(news(), ["roles free", "subscription_cancelled premium"], "nothing is paid");
  });

  await t.test("a payment that failed and has come in meanwhile", async (t) => {
    const { subscription, link, news } = await begin();
    const release = await hold(() => around.control(`/subscriptions/${subscription.id}/fail-payment`, {}));
    await around.control(`/subscriptions/${subscription.id}/recover`, {});
    await link();
    release();
    await around.settle();
    t.same(news(), []);
    const stored = around.db.selectFrom("subscriptions").selectAll().where("id", "=", subscription.id);
    t.match(await stored.executeTakeFirst(), { status: "active", past_due_since: null });
  });
});
