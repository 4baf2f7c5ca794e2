import t from "tap";
import { type Bought, buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { startPair } from "../support/start-pair.ts";
import { told } from "../support/told.ts";
import { until } from "../support/until.ts";

t.test("what never arrived is asked for", async (t) => {
  const pair = await startPair(t);
  const early = newPerson();
  const { subscription } = await buy(pair, early);

  await t.test("when it is looked for", async (t) => {
    await pair.control("/webhooks/settings", { mode: "off" });
    await pair.control(`/subscriptions/${subscription.id}/upgrade`, {});
    const late = newPerson();
    await pair.control<Bought>("/checkout", { discord_id: late, email: "b.person@example.org" });
    await pair.settle();
    t.same(told(pair.bot, late), []);
    const { taken } = await pair.backend.recover();
    t.ok(taken > 0);
    await pair.settle();
    t.same(told(pair.bot, early).slice(2), ["roles pro", "plan_upgraded pro"]);
    t.same(told(pair.bot, late), ["roles premium", "subscription_created premium"]);
    t.match(await pair.backend.recover(), { taken: 0 }, "and each once");
  });

  await t.test("and at every start", async (t) => {
    const person = newPerson();
    await pair.control<Bought>("/checkout", { discord_id: person, email: "c.person@example.org" });
    await pair.restart();
    await until(() => told(pair.bot, person).length === 2, "the purchase was found");
    t.same(told(pair.bot, person), ["roles premium", "subscription_created premium"]);
  });

  await t.test("a stored event that lost its job gets another one", async (t) => {
    const person = newPerson();
    await pair.control("/webhooks/settings", { mode: "on" });
    await pair.control(`/subscriptions/${subscription.id}/cancel`, {});
    await pair.settle();
    const row = { type: "customer.subscription.updated", created: new Date(), received_at: new Date(0) };
    const bought = await pair.control<Bought>("/checkout", { discord_id: person, email: "d.person@example.org" });
    await pair.settle();
    const payload = JSON.stringify({ data: { object: { customer: bought.customer.id } } });
    await pair.db
      .insertInto("stripe_events")
      .values({ id: "evt_left", payload, ...row })
      .execute();
    t.match(await pair.backend.recover(), { left: 1 });
    await pair.settle();
    const left = await pair.db
      .selectFrom("stripe_events")
      .select("result")
      .where("id", "=", "evt_left")
      .executeTakeFirst();
    t.equal(left?.result, "applied");
  });
});
