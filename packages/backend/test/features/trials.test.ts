import { readFileSync } from "node:fs";
import { join } from "node:path";
import t from "tap";
import { buy, reportsAfter } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

const { plans } = JSON.parse(readFileSync(new URL("../../../../plans.json", import.meta.url), "utf8")) as {
  plans: { id: string }[];
};
const TRIAL = { trial_days: 7 };
const STARTED = ["roles premium", "subscription_created premium"];
const ENDED = ["roles free", "subscription_cancelled premium"];
const REFUSED = ["subscription_updated free"];

t.test("of a plan with one trial for each user, a second one gives nothing until it is paid", async (t) => {
  const premiumOnce = plans.map((plan) => (plan.id === "premium" ? { ...plan, trial: "once" } : plan));
  const folder = t.testdir({ "plans.json": JSON.stringify({ plans: premiumOnce }) });
  const around = await startTestBackend(t, { env: { PLANS_FILE: join(folder, "plans.json") } });
  const reports = (person: string) => reportsTo(around.bot, person);
  const end = (person: string, id: string) => reportsAfter(around, person, `/subscriptions/${id}/cancel`);

  await t.test("the second is refused in words, and the payment brings the plan", async (t) => {
    const person = newPerson();
    const first = await buy(around, person, TRIAL);
    t.same(reports(person), STARTED);
    t.match(around.bot.calls.at(-1)?.request, { metadata: { change: "trial_started", trial_ends_at: /Z$/ } });
    t.same(await end(person, first.subscription.id), ENDED);
    const second = await buy(around, person, TRIAL);
    t.same(reports(person).slice(4), REFUSED);
    t.match(around.bot.calls.at(-1)?.request, { metadata: { change: "trial_used", trial_plan: "premium" } });
    t.equal(around.log.filter(({ event }) => event === "trial_refused").length, 1, "the operator sees it");
    await around.backend.runJob("entitlement-recheck");
    t.same(await reportsAfter(around, person, `/subscriptions/${second.subscription.id}/end-trial`), STARTED);
  });

  await t.test("the payment after the trial fails: still nothing", async (t) => {
    const person = newPerson();
    const first = await buy(around, person, TRIAL);
    await end(person, first.subscription.id);
    const second = await buy(around, person, TRIAL);
    t.same(await reportsAfter(around, person, `/subscriptions/${second.subscription.id}/fail-payment`), []);
    t.same(await reportsAfter(around, person, `/subscriptions/${second.subscription.id}/recover`), STARTED);
    around.move(32);
    await around.control("/webhooks/flush", {});
    await around.settle();
    const renewal = await reportsAfter(around, person, `/subscriptions/${second.subscription.id}/fail-payment`);
    t.same(renewal, ["subscription_updated premium"], "who has paid once has the days of grace");
  });

  await t.test("it outlives the customer and the link", async (t) => {
    const [person, next] = [newPerson(), newPerson()];
    const first = await buy(around, person, TRIAL);
    await around.client.call("userLink", { customer_id: first.customer.id, discord_id: next });
    await around.settle();
    t.same(reports(next), STARTED, "the one who has it now has a first trial, too");
    await around.control(`/customers/${first.customer.id}/delete`, {});
    await around.settle();
    for (const each of [person, next]) {
      await buy(around, each, TRIAL);
      t.equal(reports(each).at(-1), "subscription_updated free");
    }
  });

  await t.test(
    "nobody else is held up: the first of two at once, another plan, another user, a purchase",
    async (t) => {
      const person = newPerson();
      await buy(around, person, TRIAL);
      await buy(around, person, TRIAL);
      t.same(reports(person), STARTED, "who has the plan is told nothing of a refusal");
      await buy(around, person, { ...TRIAL, price_id: "price_pro_monthly" });
      t.same(reports(person).slice(2), ["roles pro", "plan_upgraded pro"]);
      const buyer = newPerson();
      const trial = await buy(around, buyer, TRIAL);
      await end(buyer, trial.subscription.id);
      await buy(around, buyer);
      t.same(reports(buyer), [...STARTED, ...ENDED, ...STARTED]);
    },
  );
});

t.test("without a word in the plans file each trial gives the plan, as Stripe says", async (t) => {
  const around = await startTestBackend(t);
  const person = newPerson();
  const first = await buy(around, person, TRIAL);
  await around.control(`/subscriptions/${first.subscription.id}/cancel`, {});
  await around.settle();
  await buy(around, person, TRIAL);
  t.same(reportsTo(around.bot, person), [...STARTED, ...ENDED, ...STARTED]);
});
