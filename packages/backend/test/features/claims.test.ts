import t from "tap";
import type { Bought } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend, type TestBackend, type TestBackendOptions } from "../support/start-test-backend.ts";

/** A backend, and what a buyer's browser does at a payment link. */
async function startShop(t: Parameters<typeof startTestBackend>[0], options: TestBackendOptions = {}) {
  const around = await startTestBackend(t, options);
  const link = await around.control<{ id: string }>("/payment-links", { price_id: "price_premium_monthly" });
  async function pay(client_reference_id: string, email = "payer@example.org"): Promise<Bought> {
    const bought = await around.control<Bought>("/checkout", { payment_link: link.id, client_reference_id, email });
    await around.settle();
    return bought;
  }
  return { around, pay };
}

const TRUSTED = { env: { CHECKOUT_CLAIMS: "trusted" } };

const warningOf = ({ log }: TestBackend, customer: Bought["customer"]) =>
  log.filter((line) => line["level"] === "warn" && line["customer_id"] === customer.id);

t.test("link tokens", async (t) => {
  const { around, pay } = await startShop(t);
  const tokenFor = async (discord_id: string, expires_in_seconds?: number) =>
    (await around.client.call("userLinkToken", { discord_id, ...(expires_in_seconds && { expires_in_seconds }) }))
      .token;

  await t.test("a token links its Discord user, who is the owner", async (t) => {
    const person = newPerson();
    const reply = await around.client.call("userLinkToken", { discord_id: person, expires_in_seconds: 600 });
    t.match(reply, { success: true, token: /^[\w-]{40}$/, expires_at: /Z$/ });
    const seconds = (Date.parse(reply.expires_at) - around.now()) / 1000;
    t.ok(seconds > 0 && seconds <= 600, "for as long as asked");
    const { customer } = await pay(reply.token);
    t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"]);
    t.match(await around.client.call("userInfo", { discord_id: person }), { email: "payer@example.org" });
    t.equal((await around.client.call("subscriptionInvoices", { discord_id: person })).invoices.length, 1);
    t.same(warningOf(around, customer), []);
  });

  await t.test("what the operation refuses", async (t) => {
    const discord_id = newPerson();
    for (const expires_in_seconds of [59, 604_801, 60.5]) {
      await t.rejects(around.client.call("userLinkToken", { discord_id, expires_in_seconds }), /expires_in_seconds/);
    }
  });

  await t.test("an expired token links nobody, and the log says why without the token", async (t) => {
    const person = newPerson();
    const token = await tokenFor(person);
    around.move(1);
    const { customer } = await pay(token);
    t.same(reportsTo(around.bot, person), []);
    t.match(warningOf(around, customer), [
      { event: "checkout_link_refused", event_id: /^evt_/, reason: "token_expired" },
      { event: "checkout_unlinked", event_id: /^evt_/ },
    ]);
    t.notOk(around.log.some((line) => JSON.stringify(line).includes(token)));
  });

  await t.test("a forged token", async (t) => {
    const person = newPerson();
    const token = await tokenFor(person);
    const { customer } = await pay(`${token.slice(0, -2)}${token.endsWith("AA") ? "BB" : "AA"}`);
    t.same(reportsTo(around.bot, person), []);
    t.match(warningOf(around, customer), [{ reason: "token_forged" }, { event: "checkout_unlinked" }]);
  });

  await t.test(
    "a payment that is processed days later counts with the time at which its page was opened",
    async (t) => {
      const person = newPerson();
      const token = await tokenFor(person);
      await around.control("/webhooks/settings", { mode: "off" });
      await pay(token);
      around.move(3);
      await around.control("/webhooks/settings", { mode: "on" });
      await around.backend.runJob("stripe-recovery");
      await around.settle();
      t.equal(reportsTo(around.bot, person)[0], "roles premium");
    },
  );

  await t.test("while the secret is changed, tokens of the previous one count, and after that no more", async (t) => {
    const [early, late] = [newPerson(), newPerson()];
    const tokens = [await tokenFor(early), await tokenFor(late)] as const;
    const INTERNAL_API_SECRET = "9b1f0c7e5d3a48f2b6e4c8d0a7f35e21";
    const INTERNAL_API_SECRET_PREVIOUS = around.env["INTERNAL_API_SECRET"] ?? "";
    await around.restart({ env: { INTERNAL_API_SECRET, INTERNAL_API_SECRET_PREVIOUS } });
    await pay(tokens[0]);
    t.equal(reportsTo(around.bot, early)[0], "roles premium");
    await around.restart({ env: { INTERNAL_API_SECRET } });
    const { customer } = await pay(tokens[1]);
    t.same(reportsTo(around.bot, late), []);
    t.match(warningOf(around, customer), [{ reason: "token_forged" }, {}]);
  });
});

t.test("trusted claims give the plan and nothing else", async (t) => {
  const { around, pay } = await startShop(t, TRUSTED);
  const { client } = around;

  await t.test("no e-mail, no invoices, no refund, no cancellation", async (t) => {
    const discord_id = newPerson();
    const { subscription, charge } = await pay(discord_id);
    t.same(reportsTo(around.bot, discord_id), ["roles premium", "subscription_created premium"]);
    t.match(await client.call("userInfo", { discord_id }), { user_found: false });
    t.same((await client.call("subscriptionInvoices", { discord_id })).invoices, []);
    t.match(await client.call("subscriptionRefund", { discord_id }), { success: false, refunded: false });
    t.match(await client.call("subscriptionCancel", { discord_id, immediate: true }), { canceled: false });
    t.equal(around.sandbox.stripe.subscriptions.get(subscription.id).status, "active");
    t.equal(around.sandbox.stripe.charges.get(charge.id).amount_refunded, 0);
  });

  await t.test("beside an own customer, the e-mail address stays the own one's", async (t) => {
    const discord_id = newPerson();
    const own = await around.control<Bought>("/checkout", { discord_id, email: "own@example.org" });
    await around.settle();
    const { subscription } = await pay(discord_id, "stranger@example.org");
    await around.control(`/subscriptions/${subscription.id}/upgrade`, {});
    await around.settle();
    t.match(await client.call("userInfo", { discord_id }), { email: "own@example.org" });
    const { invoices } = await client.call("subscriptionInvoices", { discord_id });
    t.same(
      invoices.map(({ invoice_id }) => invoice_id),
      [own.invoice.id],
    );
    t.match(await client.call("subscriptionCancel", { discord_id }), { canceled: true });
    t.ok(around.sandbox.stripe.subscriptions.get(own.subscription.id).cancel_at_period_end);
    t.notOk(around.sandbox.stripe.subscriptions.get(subscription.id).cancel_at_period_end);
  });

  await t.test("a person proves a claim", async (t) => {
    const discord_id = newPerson();
    const { customer } = await pay(discord_id);
    await client.call("userLink", { customer_id: customer.id, discord_id });
    await around.settle();
    t.match(await client.call("userInfo", { discord_id }), { user_found: true, email: "payer@example.org" });
    t.equal(reportsTo(around.bot, discord_id).length, 2, "and nothing new is said or done");
  });

  const ownerOf = (id: string) =>
    around.db
      .selectFrom("customers")
      .innerJoin("users", "users.id", "customers.user_id")
      .select(["users.discord_id", "customers.link_source"])
      .where("customers.id", "=", id)
      .executeTakeFirstOrThrow();

  await t.test("of an account that was unlinked, a claim takes one customer, and a person the rest", async (t) => {
    const [discord_id, claimant, owner] = [newPerson(), newPerson(), newPerson()];
    const order = { discord_id, email: "own@example.org" };
    const first = await around.control<Bought>("/checkout", order);
    const second = await around.control<Bought>("/checkout", order);
    const third = await around.control<Bought>("/checkout", order);
    await around.settle();
    await client.call("userUnlink", { discord_id });
    await around.control("/checkout", { customer: first.customer.id, client_reference_id: claimant });
    await around.settle();
    t.same(await ownerOf(first.customer.id), { discord_id: claimant, link_source: "claim" });
    t.same(await ownerOf(second.customer.id), { discord_id: null, link_source: null });
    await client.call("userLink", { customer_id: second.customer.id, discord_id: owner });
    for (const { customer } of [second, third]) {
      t.same(await ownerOf(customer.id), { discord_id: owner, link_source: "person" });
    }
  });

  await t.test("a claimed customer goes alone: it takes nobody else's along, nor is it taken", async (t) => {
    const [discord_id, next] = [newPerson(), newPerson()];
    const own = await around.control<Bought>("/checkout", { discord_id, email: "own@example.org" });
    await around.settle();
    const claimed = await pay(discord_id, "stranger@example.org");
    await client.call("userUnlink", { discord_id });
    await client.call("userLink", { customer_id: own.customer.id, discord_id: next });
    await around.settle();
    t.same(await ownerOf(own.customer.id), { discord_id: next, link_source: "person" });
    t.same(await ownerOf(claimed.customer.id), { discord_id: null, link_source: null });
    t.match(await client.call("userInfo", { discord_id: next }), { email: "own@example.org" });
  });
});
