import t from "tap";
import { createStripe } from "../../src/stripe/create-stripe.ts";
import { type Bought, buy, reportsAfter } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

const NO_SUCH_CUSTOMER = {
  error: { type: "invalid_request_error", code: "resource_missing", message: "No such customer" },
};

t.test("Stripe's events become roles and messages", async (t) => {
  const around = await startTestBackend(t);
  const planOf = async (discordId: string) =>
    (await around.db.selectFrom("entitlements").select("plan").where("discord_id", "=", discordId).executeTakeFirst())
      ?.plan;

  await t.test("a purchase: first the role, then the message, and nothing twice", async (t) => {
    const person = newPerson();
    await buy(around, person);
    t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"]);
  });

  await t.test("upgrade and downgrade by rank", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person);
    const path = `/subscriptions/${subscription.id}`;
    t.same(await reportsAfter(around, person, `${path}/upgrade`), ["roles pro", "plan_upgraded pro"]);
    t.same(await reportsAfter(around, person, `${path}/downgrade`), ["roles premium", "plan_downgraded premium"]);
  });

  await t.test("an end that is set is announced once, and so is its withdrawal", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person);
    const path = `/subscriptions/${subscription.id}`;
    t.same(await reportsAfter(around, person, `${path}/cancel`, { at_period_end: true }), [
      "subscription_updated premium",
    ]);
    t.equal(await planOf(person), "premium", "what is paid for stays");
    t.same(await reportsAfter(around, person, `${path}/uncancel`), ["subscription_updated premium"]);
    t.same(await reportsAfter(around, person, `${path}/cancel`), ["roles free", "subscription_cancelled premium"]);
  });

  await t.test("statuses that give nothing take the roles, and give them back", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person);
    const path = `/subscriptions/${subscription.id}`;
    const gone = ["roles free", "subscription_cancelled premium"];
    const back = ["roles premium", "subscription_created premium"];
    t.same(await reportsAfter(around, person, `${path}/pause`), gone, "paused");
    t.same(await reportsAfter(around, person, `${path}/resume`), back);
    t.same(await reportsAfter(around, person, `${path}/unpaid`), gone, "unpaid");
    t.same(await reportsAfter(around, person, `${path}/recover`), back);
  });

  await t.test("a trial gives the plan, and going on to pay says nothing", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person, { trial_days: 7 });
    t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"]);
    t.same(await reportsAfter(around, person, `/subscriptions/${subscription.id}/end-trial`), []);
  });

  await t.test("a partial refund keeps the plan, a full one takes it", async (t) => {
    const person = newPerson();
    const { charge } = await buy(around, person);
    t.same(await reportsAfter(around, person, `/charges/${charge.id}/refund`, { amount: 100 }), []);
    t.same(await reportsAfter(around, person, `/charges/${charge.id}/refund`), [
      "roles free",
      "subscription_cancelled premium",
    ]);
    t.match(around.bot.calls.at(-1)?.request, { metadata: { change: "refunded" } });
  });

  await t.test("a dispute takes the plan; a won one brings it back, a lost one does not", async (t) => {
    for (const outcome of ["won", "lost"]) {
      const person = newPerson();
      const { charge } = await buy(around, person);
      const gone = await reportsAfter(around, person, `/charges/${charge.id}/dispute`);
      t.same(gone, ["roles free", "subscription_cancelled premium"]);
      t.match(around.bot.calls.at(-1)?.request, { metadata: { change: "disputed" } });
      const [dispute] = around.sandbox.stripe.disputes.newestFirst();
      const then = await reportsAfter(around, person, `/disputes/${dispute?.id}/close`, { outcome });
      t.same(then, outcome === "won" ? ["roles premium", "subscription_created premium"] : []);
    }
  });

  await t.test("of several subscriptions the highest counts, whichever customer bought it", async (t) => {
    const person = newPerson();
    await buy(around, person);
    const second = await buy(around, person, { price_id: "price_pro_monthly" });
    t.same(reportsTo(around.bot, person).slice(2), ["roles pro", "plan_upgraded pro"]);
    const ended = await reportsAfter(around, person, `/subscriptions/${second.subscription.id}/cancel`);
    t.same(ended, ["roles premium", "plan_downgraded premium"]);
  });

  await t.test("a deleted customer has no plan", async (t) => {
    const person = newPerson();
    const { customer } = await buy(around, person);
    const gone = ["roles free", "subscription_cancelled premium"];
    t.same(await reportsAfter(around, person, `/customers/${customer.id}/delete`), gone);
  });

  await t.test("a customer whom Stripe does not know, though no event said so, keeps the plan", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person);
    const unknown = { target: "stripe", method: "GET", route: "/customers", kind: "status", status: 404 } as const;
    const fault = around.sandbox.faults.add({ ...unknown, times: 2, body: NO_SUCH_CUSTOMER });
    t.same(await reportsAfter(around, person, `/subscriptions/${subscription.id}/upgrade`), [
      "roles pro",
      "plan_upgraded pro",
    ]);
    t.equal(fault.hits, 2, "the key of another account, for a while");
  });

  await t.test("a purchase without a Discord user waits for the link", async (t) => {
    const person = newPerson();
    const { customer } = await around.control<Bought>("/checkout", { email: "b.person@example.org" });
    await around.settle();
    t.same(reportsTo(around.bot, person), []);
    const reply = await around.client.call("userLink", { customer_id: customer.id, discord_id: person });
    await around.settle();
    t.match(reply, { success: true, linked: true, previous_discord_id: null });
    t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"]);
  });

  async function openAndPay(fields: { client_reference_id?: string; metadata?: Record<string, string> }) {
    const stripe = createStripe({ apiKey: around.sandbox.stripe.secretKey, apiBase: around.sandbox.url });
    const session = await stripe.checkout.sessions.create({
      mode: "subscription",
      line_items: [{ price: "price_pro_yearly", quantity: 1 }],
      success_url: "https://example.org/thanks",
      ...fields,
    });
    await around.control("/checkout", { session_id: session.id, email: "c.person@example.org" });
    await around.settle();
  }

  await t.test("a checkout whose metadata name the Discord user links them", async (t) => {
    const person = newPerson();
    await openAndPay({ metadata: { discord_id: person } });
    t.same(reportsTo(around.bot, person), ["roles pro", "subscription_created pro"]);
    t.match(await around.client.call("userInfo", { discord_id: person }), { email: "c.person@example.org" });
  });

  await t.test("a Discord user in a reference that a buyer can edit links nobody", async (t) => {
    const person = newPerson();
    await openAndPay({ client_reference_id: person });
    t.same(reportsTo(around.bot, person), []);
    t.match(await around.client.call("userInfo", { discord_id: person }), { user_found: false });
    const line = around.log.findLast(({ event }) => event === "checkout_link_refused");
    t.match(line, { level: "warn", event_id: /^evt_/, reason: "claim_without_proof" });
  });

  await t.test("ten purchases of one user at once are announced once", async (t) => {
    const person = newPerson();
    const order = { discord_id: person, email: "d.person@example.org" };
    await Promise.all(Array.from({ length: 10 }, () => around.control("/checkout", order)));
    await around.settle();
    t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"]);
    const reply = await around.client.call("subscriptionInvoices", { discord_id: person });
    t.equal(reply.invoices.length, 10, "all ten belong to the one account");
  });

  await t.test("an unknown status changes nothing", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person);
    const path = `/subscriptions/${subscription.id}`;
    Object.assign(around.sandbox.stripe.subscriptions.get(subscription.id), { status: "hibernating" });
    t.same(
      await reportsAfter(around, person, `${path}/upgrade`),
      ["roles pro", "plan_upgraded pro"],
      "the rest is read",
    );
    t.match(await around.client.call("subscriptionInfo", { discord_id: person }), {
      subscription: { status: "active" },
    });
  });

  await t.test("a price of no plan gives nothing", async (t) => {
    const person = newPerson();
    const { prices } = around.sandbox.stripe;
    prices.add({ ...prices.get("price_premium_monthly"), id: "price_other" });
    await buy(around, person, { price_id: "price_other" });
    t.same(reportsTo(around.bot, person), []);
    t.match(await around.client.call("subscriptionInfo", { discord_id: person }), { has_subscription: true });
  });
});

t.test("duplicated, shuffled and old-fashioned events end the same", async (t) => {
  const around = await startTestBackend(t);
  await around.control("/webhooks/settings", { duplicates: 3, order: "shuffled", delay_ms: 200 });
  const [endpoint] = around.sandbox.stripe.endpoints.all();
  await around.control(`/webhooks/endpoints/${endpoint?.id}`, { api_version: "2024-06-20" });
  const person = newPerson();
  const { subscription, charge } = await buy(around, person);
  t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"]);
  const path = `/subscriptions/${subscription.id}`;
  t.same(await reportsAfter(around, person, `${path}/upgrade`), ["roles pro", "plan_upgraded pro"]);
  const refund = await reportsAfter(around, person, `/charges/${charge.id}/refund`);
  t.same(refund, ["roles free", "subscription_cancelled pro"]);
  const stored = await around.db
    .selectFrom("stripe_events")
    .select("payload")
    .where("type", "=", "customer.subscription.created")
    .execute();
  t.hasOwnProp(stored[0]?.payload.data.object as object, "current_period_end", "it was the old shape");
});
