import { sql } from "kysely";
import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { type Bought, buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

t.test("the recovery finds events that never arrived", async (t) => {
  const around = await startTestBackend(t);
  const early = newPerson();
  const { subscription } = await buy(around, early);

  await t.test("when its job runs", async (t) => {
    await around.control("/webhooks/settings", { mode: "off" });
    await around.control(`/subscriptions/${subscription.id}/upgrade`, {});
    const late = newPerson();
    await around.control<Bought>("/checkout", { discord_id: late, email: "b.person@example.org" });
    await around.settle();
    t.same(reportsTo(around.bot, late), []);
    const { stored } = (await around.backend.runJob("stripe-recovery")) as { stored: number };
    t.ok(stored > 0);
    await around.settle();
    t.same(reportsTo(around.bot, early).slice(2), ["roles pro", "plan_upgraded pro"]);
    t.same(reportsTo(around.bot, late), ["roles premium", "subscription_created premium"]);
    t.match(await around.backend.runJob("stripe-recovery"), { stored: 0 }, "and each once");
  });

  await t.test("and so is one that Stripe lists an hour late", async (t) => {
    const lose = (type: string) => around.db.deleteFrom("stripe_events").where("type", "=", type).execute();
    const moveCursor = async (minutes: number) => {
      const [newest] = around.sandbox.stripe.events.table.newestFirst();
      const value = new Date(((newest?.created ?? 0) + minutes * 60) * 1000);
      await around.db.updateTable("cursors").set({ value }).execute();
    };
    await lose("invoice.paid");
    await moveCursor(59);
    const { stored } = (await around.backend.runJob("stripe-recovery")) as { stored: number };
    t.ok(stored > 0, "it is within the margin");
    await lose("invoice.paid");
    await moveCursor(62);
    t.match(await around.backend.runJob("stripe-recovery"), { stored: 0 }, "older ones are not read again each time");
    await around.db.deleteFrom("cursors").execute();
    t.match(await around.backend.runJob("stripe-recovery"), { stored }, "without a cursor all are read");
    await around.settle();
  });

  await t.test("and at every start", async (t) => {
    const person = newPerson();
    await around.control<Bought>("/checkout", { discord_id: person, email: "c.person@example.org" });
    await around.restart();
    await until("the purchase was found", () => reportsTo(around.bot, person).length === 2);
    t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"]);
  });

  await t.test("and hourly, off the full hour", async (t) => {
    const { rows } = await sql`select cron from pgboss.schedule where name = 'stripe-recovery'`.execute(around.db);
    t.match(rows, [{ cron: "17 * * * *" }]);
  });

  await t.test("a stored event that lost its job gets another one", async (t) => {
    const person = newPerson();
    await around.control("/webhooks/settings", { mode: "on" });
    await around.control(`/subscriptions/${subscription.id}/cancel`, {});
    await around.settle();
    const row = { type: "customer.subscription.updated", created: new Date(), received_at: new Date(0) };
    const bought = await around.control<Bought>("/checkout", { discord_id: person, email: "d.person@example.org" });
    await around.settle();
    const payload = JSON.stringify({ data: { object: { customer: bought.customer.id } } });
    await around.db
      .insertInto("stripe_events")
      .values({ id: "evt_left", payload, ...row })
      .execute();
    t.match(await around.backend.runJob("stripe-recovery"), { requeued: 1 });
    await around.settle();
    const left = await around.db
      .selectFrom("stripe_events")
      .select("result")
      .where("id", "=", "evt_left")
      .executeTakeFirst();
    t.equal(left?.result, "applied");
  });
});
