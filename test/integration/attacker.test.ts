import { seedIds } from "@moddy/sandbox";
import t, { type Test } from "tap";
import { type Bought, createPeople } from "../support/people.ts";
import { type Pair, startPair } from "../support/start-pair.ts";

/*
 * Somebody buys one refundable subscription at a payment link, with the Discord id of somebody else in the address, and tries
 * what can be done with that: to see, to take, to cancel, to annoy.
 */

const { premiumRole: PREMIUM, proRole: PRO, friendRole: FRIEND } = seedIds;
const TOGGLES = 30;

interface Attack {
  readonly pair: Pair;
  readonly people: ReturnType<typeof createPeople>;
  /** What the attacker bought with the victim's id. */
  readonly buysFor: (victim: string) => Promise<Bought>;
  /** Everything about a victim that a caller of the backend can read. */
  readonly look: (victim: string) => Promise<unknown>;
  readonly messagesTo: (victim: string) => Promise<number>;
}

async function prepare(t: Test, claims: "signed" | "trusted"): Promise<Attack> {
  const pair = await startPair(t, { backend: { CHECKOUT_CLAIMS: claims, MESSAGE_PAUSES_SECONDS: "0,10,60,300" } });
  const people = createPeople(pair);
  const link = await people.stripe<{ id: string }>("/payment-links", { price_id: "price_pro_monthly" });
  return {
    pair,
    people,
    buysFor: (victim) =>
      people.stripe("/checkout", {
        payment_link: link.id,
        client_reference_id: victim,
        email: "attacker@example.org",
      }),
    async look(discord_id) {
      return {
        user: await pair.client.call("userInfo", { discord_id }),
        subscription: await pair.client.call("subscriptionInfo", { discord_id }),
        invoices: await pair.client.call("subscriptionInvoices", { discord_id }),
      };
    },
    async messagesTo(victim) {
      const user = await pair.control<{ dm: { messages: unknown[] } | null }>("GET", `/discord/users/${victim}`);
      return user.dm?.messages.length ?? 0;
    },
  };
}

/** Half of them cancel and undo it, half of them pause and resume. */
async function toggle({ people }: Attack, { subscription }: Bought): Promise<void> {
  const path = `/subscriptions/${subscription.id}`;
  for (let done = 0; done < TOGGLES; done += 4) {
    await people.stripe(`${path}/cancel`, { at_period_end: true });
    await people.stripe(`${path}/uncancel`);
    await people.stripe(`${path}/pause`);
    await people.stripe(`${path}/resume`);
  }
}

for (const claims of ["signed", "trusted"] as const) {
  t.test(`one purchase with a victim's id, claims ${claims}`, async (t) => {
    const attack = await prepare(t, claims);
    const { pair, people, look, messagesTo } = attack;
    const { client, sandbox } = pair;

    await t.test("a victim who pays, and to whom staff gave a role", async (t) => {
      const victim = await people.newMember();
      const own = await people.buys(victim);
      await people.giveByHand(victim, PRO);
      await people.giveByHand(victim, FRIEND);
      const [before, roles, messages] = [await look(victim), await people.rolesOf(victim), await messagesTo(victim)];
      t.same(roles, [PREMIUM, PRO, FRIEND].toSorted());

      const gift = await attack.buysFor(victim);
      t.same(await look(victim), before, "nothing of the buyer shows");
      await toggle(attack, gift);
      t.same(await look(victim), before);
      if (claims === "signed") t.same(await people.rolesOf(victim), roles, "no role has come or gone");

      await people.stripe(`/charges/${gift.charge.id}/refund`);
      await people.stripe(`/subscriptions/${gift.subscription.id}/cancel`);
      t.same(await people.rolesOf(victim), roles, "what staff gave and what is paid for stays");
      t.same(await look(victim), before);
      const more = (await messagesTo(victim)) - messages;
      t.ok(more <= (claims === "signed" ? 0 : 2), `${more} messages`);

      t.match(await client.call("subscriptionRefund", { discord_id: victim }), {
        refunded: true,
        amount_refunded: 499,
      });
      t.match(await client.call("subscriptionCancel", { discord_id: victim }), { canceled: true });
      t.ok(sandbox.stripe.charges.get(own.charge.id).refunded, "the victim's own, for whom it was asked");
      t.ok(sandbox.stripe.subscriptions.get(own.subscription.id).cancel_at_period_end);
    });

    await t.test("a victim who never bought anything", async (t) => {
      const victim = await people.newMember();
      await people.giveByHand(victim, PRO);
      const before = await look(victim);
      const gift = await attack.buysFor(victim);
      t.same(await look(victim), before);
      for (const immediate of [false, true]) {
        t.match(await client.call("subscriptionCancel", { discord_id: victim, immediate }), { canceled: false });
      }
      t.match(await client.call("subscriptionRefund", { discord_id: victim }), { refunded: false });
      const named = { discord_id: victim, subscription_id: gift.subscription.id };
      t.match(await client.call("subscriptionRefund", named), { refunded: false }, "nor when the stranger's is named");
      t.match(await client.call("subscriptionCancel", named), { canceled: false });
      const payment_id = String(sandbox.stripe.charges.get(gift.charge.id).payment_intent);
      const ofPayment = await client.call("subscriptionRefund", { discord_id: victim, payment_id });
      t.match(ofPayment, { refunded: false });
      t.match(sandbox.stripe.subscriptions.get(gift.subscription.id), {
        status: "active",
        cancel_at_period_end: false,
      });
      t.equal(sandbox.stripe.charges.get(gift.charge.id).amount_refunded, 0);
      await people.stripe(`/subscriptions/${gift.subscription.id}/cancel`);
      t.same(await people.rolesOf(victim), [PRO], "the end of the gift takes nothing that staff gave");
      t.same(await look(victim), before);
    });

    await t.test("the operator hears of a payment that is nobody's", async (t) => {
      const { customer } = await attack.buysFor(await people.newMember());
      const { customers } = await client.call("unlinkedList", {});
      const listed = customers.map(({ customer_id }) => customer_id);
      t.same(listed, claims === "signed" ? [customer.id] : []);
      const reasons = pair.log.filter(({ event }) => event === "checkout_link_refused").map(({ reason }) => reason);
      t.same(new Set(reasons), new Set(claims === "signed" ? ["claim_without_proof"] : []));
    });
  });
}
