import t from "tap";
import { type Bought, buy, reportsAfter } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

t.test("links between customers and Discord users", async (t) => {
  const around = await startTestBackend(t);
  const { client, bot } = around;

  async function stripeUpdate(path: string, form: string): Promise<void> {
    const headers = {
      authorization: `Bearer ${around.sandbox.stripe.secretKey}`,
      "content-type": "application/x-www-form-urlencoded",
    };
    const response = await fetch(`${around.sandbox.url}/v1${path}`, { method: "POST", headers, body: form });
    if (!response.ok) throw new Error(await response.text());
    await around.settle();
  }

  await t.test("relinking moves the roles, and each user's versions only grow", async (t) => {
    const [old, next] = [newPerson(), newPerson()];
    const { customer, subscription } = await buy(around, old);
    const reply = await client.call("userLink", { customer_id: customer.id, discord_id: next });
    await around.settle();
    t.match(reply, { success: true, linked: true, previous_discord_id: old });
    t.same(reportsTo(bot, old).slice(2), ["roles free"], "nothing was cancelled, so nothing is said");
    t.same(reportsTo(bot, next), ["roles premium", "subscription_created premium"]);
    t.match(await client.call("userInfo", { discord_id: old }), { user_found: false });
    t.match(await client.call("userInfo", { discord_id: next }), { user_found: true });

    t.same(
      await reportsAfter(around, old, `/subscriptions/${subscription.id}/upgrade`),
      [],
      "Stripe's old word is not asked again",
    );
    t.equal(reportsTo(bot, next).at(-1), "plan_upgraded pro");
    const back = await client.call("userLink", { customer_id: customer.id, discord_id: old });
    await around.settle();
    t.match(back, { previous_discord_id: next });
    const versions = bot.calls.flatMap((call) =>
      call.operation === "rolesUpdate" && call.request.discord_id === old ? [call.request.version ?? 0] : [],
    );
    t.same(
      versions,
      [...versions].toSorted((a, b) => a - b),
    );
    t.equal(new Set(versions).size, versions.length);
  });

  await t.test("the same link again changes nothing", async (t) => {
    const person = newPerson();
    const { customer } = await buy(around, person);
    const reply = await client.call("userLink", { customer_id: customer.id, discord_id: person });
    await around.settle();
    t.match(reply, { linked: true, previous_discord_id: null });
    t.equal(reportsTo(bot, person).length, 2);
  });

  await t.test("of two customers of one user, only the one that is relinked goes", async (t) => {
    const [first, second] = [newPerson(), newPerson()];
    await buy(around, first);
    const { customer } = await buy(around, first, { price_id: "price_pro_monthly" });
    await client.call("userLink", { customer_id: customer.id, discord_id: second });
    await around.settle();
    t.equal(reportsTo(bot, first).at(-1), "roles premium", "a downgrade by relinking is not announced");
    t.same(reportsTo(bot, second), ["roles pro", "subscription_created pro"]);
  });

  await t.test("a customer whom Stripe does not know", async (t) => {
    const reply = await client.call("userLink", { customer_id: "cus_unknown", discord_id: newPerson() });
    t.match(reply, { success: false, linked: false });
  });

  await t.test("metadata of the customer relinks when it changes", async (t) => {
    const [old, next] = [newPerson(), newPerson()];
    const { customer } = await buy(around, old);
    await stripeUpdate(`/customers/${customer.id}`, `metadata[discord_id]=${next}`);
    t.same(reportsTo(bot, old).slice(2), ["roles free"]);
    t.same(reportsTo(bot, next), ["roles premium", "subscription_created premium"]);
    await stripeUpdate(`/customers/${customer.id}`, "metadata[discord_id]=nonsense");
    t.equal(reportsTo(bot, next).length, 2, "what is no Discord id is ignored");
  });

  await t.test("unlinking takes the roles and leaves the subscription", async (t) => {
    const person = newPerson();
    const { customer, subscription } = await buy(around, person);
    t.match(await client.call("userUnlink", { discord_id: person }), { success: true, unlinked: true });
    await around.settle();
    t.same(reportsTo(bot, person).slice(2), ["roles free"]);
    t.equal(around.sandbox.stripe.subscriptions.get(subscription.id).status, "active");
    t.match(await client.call("userInfo", { discord_id: person }), { user_found: false });
    t.match(await client.call("subscriptionInfo", { discord_id: person }), { has_subscription: false });
    t.match(await client.call("userUnlink", { discord_id: person }), { success: false, unlinked: false });
    t.same(await reportsAfter(around, person, `/subscriptions/${subscription.id}/upgrade`), [], "it stays unlinked");
    await client.call("userLink", { customer_id: customer.id, discord_id: person });
    await around.settle();
    t.equal(reportsTo(bot, person).at(-1), "subscription_created pro");
  });

  await t.test("twenty relinkings at once end with one of them", async (t) => {
    const people = Array.from({ length: 5 }, newPerson);
    const bought = await Promise.all(
      people.map((discord_id) => around.control<Bought>("/checkout", { discord_id, email: "a.person@example.org" })),
    );
    await around.settle();
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => {
        const customer_id = bought[index % 5]?.customer.id ?? "";
        return client.call("userLink", { customer_id, discord_id: people[(index * 3 + 1) % 5] ?? "" });
      }),
    );
    await around.settle();
    const owners = await around.db
      .selectFrom("customers")
      .innerJoin("users", "users.id", "customers.user_id")
      .select("users.discord_id")
      .where(
        "customers.id",
        "in",
        bought.map(({ customer }) => customer.id),
      )
      .execute();
    const owning = new Set(owners.map(({ discord_id }) => discord_id));
    for (const person of people) {
      const roles = reportsTo(bot, person).filter((line) => line.startsWith("roles"));
      t.equal(roles.at(-1), owning.has(person) ? "roles premium" : "roles free");
    }
  });
});
