import t from "tap";
import { createAtStripe } from "../support/at-stripe.ts";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

t.test("what an older version stored keeps its meaning until Stripe is asked again", async (t) => {
  const around = await startTestBackend(t);
  const { refund, switchTo, news, plan } = createAtStripe(around);
  const person = newPerson();
  const { subscription, charge } = await buy(around, person);
  await refund(charge.id);
  await around.control("/webhooks/settings", { mode: "off" });
  await switchTo(subscription.id, "price_premium_yearly");
  await news(person);

  await t.test("a refund takes the plan though the year is paid", async (t) => {
    const unknown = { invoice_id: null, amount: null, bills_until: null };
    await around.db.updateTable("contested_payments").set(unknown).where("id", "=", charge.id).execute();
    const older = { coverage: null, coverage_seq: null };
    await around.db.updateTable("subscriptions").set(older).where("id", "=", subscription.id).execute();
    await around.db
      .updateTable("entitlements")
      .set({ recheck_at: new Date(0) })
      .execute();
    t.same(await around.backend.runJob("entitlement-recheck"), { rechecked: 1 });
    t.same(await news(person), [], "as it was decided before");
    t.equal(plan(person), "free");
  });

  await t.test("the next start has everything read", async (t) => {
    await around.restart();
    await around.settle();
    t.equal(plan(person), "premium");
    const stored = around.db.selectFrom("contested_payments").selectAll().where("id", "=", charge.id);
    t.match(await stored.executeTakeFirst(), { invoice_id: /^in_/, amount: "499", bills_until: Date });
  });
});
