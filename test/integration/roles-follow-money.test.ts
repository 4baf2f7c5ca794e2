import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { createPeople } from "../support/people.ts";
import { startPair } from "../support/start-pair.ts";

const { premiumRole: PREMIUM, proRole: PRO, friendRole: FRIEND } = seedIds;
const DAY_MS = 86_400_000;

t.test("roles follow the money: read from Discord after each thing that happens at Stripe", async (t) => {
  const pair = await startPair(t);
  const people = createPeople(pair);
  const { rolesOf, stripe } = people;

  await t.test("bought: upgraded, downgraded, cancelled now", async (t) => {
    const person = await people.newMember();
    const { subscription } = await people.buys(person);
    t.same(await rolesOf(person), [PREMIUM]);
    await stripe(`/subscriptions/${subscription.id}/upgrade`);
    t.same(await rolesOf(person), [PRO]);
    await stripe(`/subscriptions/${subscription.id}/downgrade`);
    t.same(await rolesOf(person), [PREMIUM]);
    await stripe(`/subscriptions/${subscription.id}/cancel`);
    t.same(await rolesOf(person), []);
  });

  await t.test("paused and resumed", async (t) => {
    const person = await people.newMember();
    const { subscription } = await people.buys(person);
    await stripe(`/subscriptions/${subscription.id}/pause`);
    t.same(await rolesOf(person), []);
    await stripe(`/subscriptions/${subscription.id}/resume`);
    t.same(await rolesOf(person), [PREMIUM]);
  });

  await t.test("refunded", async (t) => {
    const person = await people.newMember();
    const { charge } = await people.buys(person);
    await stripe(`/charges/${charge.id}/refund`, { amount: 100 });
    t.same(await rolesOf(person), [PREMIUM], "in part");
    await stripe(`/charges/${charge.id}/refund`);
    t.same(await rolesOf(person), [], "in full");
  });

  await t.test("disputed, won and lost", async (t) => {
    for (const outcome of ["won", "lost"]) {
      const person = await people.newMember();
      const { charge } = await people.buys(person);
      const { dispute } = await stripe<{ dispute: { id: string } }>(`/charges/${charge.id}/dispute`);
      t.same(await rolesOf(person), [], "opened");
      await stripe(`/disputes/${dispute.id}/close`, { outcome });
      t.same(await rolesOf(person), outcome === "won" ? [PREMIUM] : [], outcome);
    }
  });

  await t.test("several subscriptions of one user", async (t) => {
    const person = await people.newMember();
    const first = await people.buys(person);
    const second = await people.buys(person, { price_id: "price_pro_yearly" });
    t.same(await rolesOf(person), [PRO]);
    await stripe(`/subscriptions/${second.subscription.id}/cancel`);
    t.same(await rolesOf(person), [PREMIUM]);
    await stripe(`/subscriptions/${first.subscription.id}/cancel`);
    t.same(await rolesOf(person), []);
  });

  await t.test("the customer is deleted", async (t) => {
    const person = await people.newMember();
    const { customer } = await people.buys(person);
    await stripe(`/customers/${customer.id}/delete`);
    t.same(await rolesOf(person), []);
  });

  await t.test("a role that no plan names is nobody's business", async (t) => {
    const person = await people.newMember();
    await people.giveByHand(person, FRIEND);
    const { subscription } = await people.buys(person);
    t.same(await rolesOf(person), [PREMIUM, FRIEND]);
    await stripe(`/subscriptions/${subscription.id}/cancel`);
    t.same(await rolesOf(person), [FRIEND]);
  });

  await t.test("the old shapes and the current ones, each three times and in any order", async (t) => {
    const [endpoint] = pair.sandbox.stripe.endpoints.all();
    await stripe("/webhooks/settings", { duplicates: 2, order: "shuffled", delay_ms: 100 });
    for (const api_version of ["2024-06-20", null]) {
      await stripe(`/webhooks/endpoints/${endpoint?.id}`, { api_version });
      const person = await people.newMember();
      const { subscription, charge } = await people.buys(person);
      await stripe(`/subscriptions/${subscription.id}/upgrade`);
      t.same(await rolesOf(person), [PRO]);
      await stripe(`/charges/${charge.id}/refund`);
      t.same(await rolesOf(person), [], `${api_version}`);
    }
    await stripe("/webhooks/settings", { duplicates: 0, order: "sent", delay_ms: 0 });
  });

  await t.test("as time goes by", async (t) => {
    const failing = await people.newMember();
    const leaving = await people.newMember();
    const granted = await people.newMember();
    const late = await people.buys(failing);
    const ending = await people.buys(leaving);
    const under = await people.buys(granted);
    const expires_at = new Date(Date.now() + 40 * DAY_MS).toISOString();
    await pair.client.call("grantsCreate", { discord_id: granted, plan: "pro", expires_at });
    await stripe(`/subscriptions/${late.subscription.id}/fail-payment`);
    await stripe(`/subscriptions/${ending.subscription.id}/cancel`, { at_period_end: true });
    await stripe(`/subscriptions/${under.subscription.id}/cancel`);

    async function pass(days: number): Promise<void> {
      pair.move(days * DAY_MS);
      await stripe("/webhooks/flush");
      await pair.backend.runJob("entitlement-recheck");
      await pair.settle();
    }
    t.same(await rolesOf(failing), [PREMIUM], "the days of grace begin");
    t.same(await rolesOf(leaving), [PREMIUM], "paid until the period's end");
    t.same(await rolesOf(granted), [PRO], "no webhook takes what was given by hand");
    await pass(2);
    t.same(await rolesOf(failing), [PREMIUM], "the grace holds");
    await pass(2);
    t.same(await rolesOf(failing), [], "the grace has run out");
    t.same(await rolesOf(leaving), [PREMIUM]);
    await pass(28);
    t.same(await rolesOf(leaving), [], "the period has ended");
    t.same(await rolesOf(granted), [PRO]);
    await pass(9);
    t.same(await rolesOf(granted), [], "the grant has ended");
  });
});
