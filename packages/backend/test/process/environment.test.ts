import { join } from "node:path";
import t from "tap";
import { serveInProcess } from "../support/backend-process.ts";
import { buy, reportsAfter } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestEnvironment, WEBHOOK_SECRET } from "../support/start-test-environment.ts";

const PRO = "1100000000000000012";
const OLD_SECRET = "w9Qe2Rt5Yu8Io1Pa4Sd7Fg0Hj3Kl6Zx9";

t.test("what the environment says reaches the running service", async (t) => {
  const around = await startTestEnvironment(t);
  const plan = { id: "gold", name: "Gold", rank: 5, price_ids: ["price_premium_monthly"], role_ids: [PRO] };
  const folder = t.testdir({ "plans.json": JSON.stringify({ plans: [plan], entitlement: { grace_days: 30 } }) });
  const env = {
    ...around.env,
    PLANS_FILE: join(folder, "plans.json"),
    GRACE_DAYS: "0",
    RECONCILE_MAX_REMOVAL_SHARE: "1",
    STRIPE_WEBHOOK_SECRET: `whsec_next0000000000000000000000000000, ${WEBHOOK_SECRET}`,
    INTERNAL_API_SECRET_PREVIOUS: OLD_SECRET,
  };
  const { client, internalUrl } = await serveInProcess(t, "main", { ...around, env });

  await t.test("PLANS_FILE, and each of several STRIPE_WEBHOOK_SECRETs", async (t) => {
    const person = newPerson();
    await buy(around, person);
    t.strictSame(reportsTo(around.bot, person), ["roles gold", "subscription_created gold"]);
  });

  await t.test("GRACE_DAYS, above what the plans file says", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person);
    const reports = await reportsAfter(around, person, `/subscriptions/${subscription.id}/fail-payment`);
    t.strictSame(reports, ["roles free", "subscription_cancelled gold"]);
  });

  await t.test("RECONCILE_MAX_REMOVAL_SHARE", async (t) => {
    around.bot.members.clear();
    around.bot.members.set(newPerson(), [PRO]);
    // The first removal waits for a person, whatever the share.
    t.match(await client.call("sync", { dry_run: false, confirm_removals: true }), { success: true, would_remove: 1 });
    around.bot.members.clear();
    for (let n = 0; n < 20; n++) around.bot.members.set(newPerson(), [PRO]);
    const reply = await client.call("sync", { dry_run: true });
    t.match(reply, { requires_confirmation: false, would_remove: 20 });
  });

  await t.test("INTERNAL_API_SECRET_PREVIOUS", async (t) => {
    const statusWith = async (secret: string) => {
      const headers = { authorization: `Bearer ${secret}` };
      return (await fetch(`${internalUrl}/internal/health`, { headers })).status;
    };
    t.equal(await statusWith(OLD_SECRET), 200);
    t.equal(await statusWith(OLD_SECRET.toLowerCase()), 403);
  });
});
