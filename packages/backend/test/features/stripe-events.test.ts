import t from "tap";
import { createStripe } from "../../src/stripe/create-stripe.ts";
import { after, type Bought, buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { startPair } from "../support/start-pair.ts";
import { told } from "../support/told.ts";

t.test("what Stripe tells becomes roles and messages", async (t) => {
  const pair = await startPair(t);
  const planOf = async (discordId: string) =>
    (await pair.db.selectFrom("entitlements").select("plan").where("discord_id", "=", discordId).executeTakeFirst())
      ?.plan;

  await t.test("a purchase: first the role, then the message, and nothing twice", async (t) => {
    const person = newPerson();
    await buy(pair, person);
    t.same(told(pair.bot, person), ["roles premium", "subscription_created premium"]);
  });

  await t.test("upgrade and downgrade by rank", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(pair, person);
    const path = `/subscriptions/${subscription.id}`;
    t.same(await after(pair, person, `${path}/upgrade`), ["roles pro", "plan_upgraded pro"]);
    t.same(await after(pair, person, `${path}/downgrade`), ["roles premium", "plan_downgraded premium"]);
  });

  await t.test("an end that is set is told once, and taken back once", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(pair, person);
    const path = `/subscriptions/${subscription.id}`;
    t.same(await after(pair, person, `${path}/cancel`, { at_period_end: true }), ["subscription_updated premium"]);
    t.equal(await planOf(person), "premium", "what is paid for stays");
    t.same(await after(pair, person, `${path}/uncancel`), ["subscription_updated premium"]);
    t.same(await after(pair, person, `${path}/cancel`), ["roles free", "subscription_cancelled premium"]);
  });

  await t.test("statuses that give nothing take the roles, and give them back", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(pair, person);
    const path = `/subscriptions/${subscription.id}`;
    const gone = ["roles free", "subscription_cancelled premium"];
    const back = ["roles premium", "subscription_created premium"];
    t.same(await after(pair, person, `${path}/pause`), gone, "paused");
    t.same(await after(pair, person, `${path}/resume`), back);
    t.same(await after(pair, person, `${path}/unpaid`), gone, "unpaid");
    t.same(await after(pair, person, `${path}/recover`), back);
  });

  await t.test("a trial gives the plan, and going on to pay says nothing", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(pair, person, { trial_days: 7 });
    t.same(told(pair.bot, person), ["roles premium", "subscription_created premium"]);
    t.same(await after(pair, person, `/subscriptions/${subscription.id}/end-trial`), []);
  });

  await t.test("a partial refund keeps the plan, a full one takes it", async (t) => {
    const person = newPerson();
    const { charge } = await buy(pair, person);
    t.same(await after(pair, person, `/charges/${charge.id}/refund`, { amount: 100 }), []);
    t.same(await after(pair, person, `/charges/${charge.id}/refund`), ["roles free", "subscription_cancelled premium"]);
  });

  await t.test("a dispute takes the plan; a won one brings it back, a lost one does not", async (t) => {
    for (const outcome of ["won", "lost"]) {
      const person = newPerson();
      const { charge } = await buy(pair, person);
      const gone = await after(pair, person, `/charges/${charge.id}/dispute`);
      t.same(gone, ["roles free", "subscription_cancelled premium"]);
      const [dispute] = pair.sandbox.stripe.disputes.newestFirst();
      const then = await after(pair, person, `/disputes/${dispute?.id}/close`, { outcome });
      t.same(then, outcome === "won" ? ["roles premium", "subscription_created premium"] : []);
    }
  });

  await t.test("of several subscriptions the highest counts, whichever customer bought it", async (t) => {
    const person = newPerson();
    await buy(pair, person);
    const second = await buy(pair, person, { price_id: "price_pro_monthly" });
    t.same(told(pair.bot, person).slice(2), ["roles pro", "plan_upgraded pro"]);
    const ended = await after(pair, person, `/subscriptions/${second.subscription.id}/cancel`);
    t.same(ended, ["roles premium", "plan_downgraded premium"]);
  });

  await t.test("a deleted customer has no plan", async (t) => {
    const person = newPerson();
    const { customer } = await buy(pair, person);
    const gone = ["roles free", "subscription_cancelled premium"];
    t.same(await after(pair, person, `/customers/${customer.id}/delete`), gone);
  });

  await t.test("a purchase without a Discord user waits for the link", async (t) => {
    const person = newPerson();
    const { customer } = await pair.control<Bought>("/checkout", { email: "b.person@example.org" });
    await pair.settle();
    t.same(told(pair.bot, person), []);
    const reply = await pair.client.call("userLink", { customer_id: customer.id, discord_id: person });
    await pair.settle();
    t.match(reply, { success: true, linked: true, previous_discord_id: null });
    t.same(told(pair.bot, person), ["roles premium", "subscription_created premium"]);
  });

  await t.test("a checkout that names the Discord user as its reference links them", async (t) => {
    const person = newPerson();
    const stripe = createStripe({ apiKey: pair.sandbox.stripe.secretKey, apiBase: pair.sandbox.url });
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      client_reference_id: person,
      line_items: [{ price: "price_pro_yearly", quantity: 1 }],
      success_url: "https://example.org/thanks",
    });
    await pair.control("/checkout", { session_id: session.id, email: "c.person@example.org" });
    await pair.settle();
    t.same(told(pair.bot, person), ["roles pro", "subscription_created pro"]);
  });

  await t.test("ten purchases of one user at once are told once", async (t) => {
    const person = newPerson();
    const order = { discord_id: person, email: "d.person@example.org" };
    await Promise.all(Array.from({ length: 10 }, () => pair.control("/checkout", order)));
    await pair.settle();
    t.same(told(pair.bot, person), ["roles premium", "subscription_created premium"]);
    const reply = await pair.client.call("subscriptionInvoices", { discord_id: person });
    t.equal(reply.invoices.length, 10, "all ten belong to the one account");
  });

  await t.test("a status that nobody knows changes nothing", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(pair, person);
    const path = `/subscriptions/${subscription.id}`;
    Object.assign(pair.sandbox.stripe.subscriptions.get(subscription.id), { status: "hibernating" });
    t.same(await after(pair, person, `${path}/upgrade`), ["roles pro", "plan_upgraded pro"], "the rest is read");
    t.match(await pair.client.call("subscriptionInfo", { discord_id: person }), { subscription: { status: "active" } });
  });

  await t.test("a price that no plan names gives nothing", async (t) => {
    const person = newPerson();
    const { prices } = pair.sandbox.stripe;
    prices.add({ ...prices.get("price_premium_monthly"), id: "price_other" });
    await buy(pair, person, { price_id: "price_other" });
    t.same(told(pair.bot, person), []);
    t.match(await pair.client.call("subscriptionInfo", { discord_id: person }), { has_subscription: true });
  });
});

t.test("duplicated, shuffled and old-fashioned events end the same", async (t) => {
  const pair = await startPair(t);
  await pair.control("/webhooks/settings", { duplicates: 3, order: "shuffled", delay_ms: 200 });
  const [endpoint] = pair.sandbox.stripe.endpoints.all();
  await pair.control(`/webhooks/endpoints/${endpoint?.id}`, { api_version: "2024-06-20" });
  const person = newPerson();
  const { subscription, charge } = await buy(pair, person);
  t.same(told(pair.bot, person), ["roles premium", "subscription_created premium"]);
  const path = `/subscriptions/${subscription.id}`;
  t.same(await after(pair, person, `${path}/upgrade`), ["roles pro", "plan_upgraded pro"]);
  const refund = await after(pair, person, `/charges/${charge.id}/refund`);
  t.same(refund, ["roles free", "subscription_cancelled pro"]);
  const stored = await pair.db
    .selectFrom("stripe_events")
    .select("payload")
    .where("type", "=", "customer.subscription.created")
    .execute();
  t.hasOwnProp(stored[0]?.payload.data.object as object, "current_period_end", "it was the old shape");
});
