import t from "tap";
import { buy, reportsAfter } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

const DAY_MS = 86_400_000;

t.test("plans given by hand", async (t) => {
  const around = await startTestBackend(t);
  const { client, bot } = around;

  await t.test("hold until they are revoked", async (t) => {
    const person = newPerson();
    const given = await client.call("grantsCreate", { discord_id: person, plan: "pro", reason: "helped a lot" });
    t.match(given, { success: true, grant_id: /^[0-9a-f-]{36}$/ });
    await around.settle();
    t.same(reportsTo(bot, person), ["roles pro", "subscription_created pro"]);
    t.match(await client.call("userInfo", { discord_id: person }), { user_found: true });
    t.match(await client.call("grantsRevoke", { discord_id: person, plan: "premium" }), { success: false, revoked: 0 });
    t.match(await client.call("grantsRevoke", { discord_id: person }), { success: true, revoked: 1 });
    await around.settle();
    t.same(reportsTo(bot, person).slice(2), ["roles free", "subscription_cancelled pro"]);
  });

  await t.test("are not taken by anything that Stripe says", async (t) => {
    const person = newPerson();
    await client.call("grantsCreate", { discord_id: person, plan: "pro" });
    const { subscription, customer } = await buy(around, person);
    t.same(
      reportsTo(bot, person),
      ["roles pro", "subscription_created pro"],
      "the lesser subscription changes nothing",
    );
    t.same(await reportsAfter(around, person, `/subscriptions/${subscription.id}/cancel`), []);
    t.same(await reportsAfter(around, person, `/customers/${customer.id}/delete`), []);
  });

  await t.test("end on their day", async (t) => {
    const person = newPerson();
    await buy(around, person);
    const expires_at = new Date(Date.now() + 2 * DAY_MS).toISOString();
    await client.call("grantsCreate", { discord_id: person, plan: "pro", expires_at });
    await around.settle();
    t.same(await around.backend.runJob("entitlement-recheck"), { rechecked: 0 });
    around.move(3);
    t.same(await around.backend.runJob("entitlement-recheck"), { rechecked: 1 });
    await around.settle();
    t.same(reportsTo(bot, person).slice(4), ["roles premium", "plan_downgraded premium"]);
    t.same(await around.backend.runJob("entitlement-recheck"), { rechecked: 0 }, "once");
  });

  await t.test("reach a bot that remembers a lost database: versions follow the clock", async (t) => {
    const person = newPerson();
    const versions = () =>
      bot.calls.flatMap((call) =>
        call.operation === "rolesUpdate" && call.request.discord_id === person ? [call.request.version ?? 0] : [],
      );
    await client.call("grantsCreate", { discord_id: person, plan: "pro" });
    await around.settle();
    await around.db.deleteFrom("grants").execute();
    await around.db.deleteFrom("entitlements").execute();
    await client.call("grantsCreate", { discord_id: person, plan: "premium" });
    await around.settle();
    const [before = 0, after = 0, ...more] = versions();
    t.strictSame(more, []);
    t.ok(after > before, `${after} is above ${before}`);
  });

  await t.test("are refused when plan or end cannot be", async (t) => {
    const discord_id = newPerson();
    t.match(await client.call("grantsCreate", { discord_id, plan: "gold" }), { success: false, grant_id: null });
    const past = { discord_id, plan: "pro", expires_at: "2020-01-01T00:00:00.000Z" };
    t.match(await client.call("grantsCreate", past), { success: false, grant_id: null });
    t.match(await client.call("grantsRevoke", { discord_id }), { success: false, revoked: 0 });
  });
});
