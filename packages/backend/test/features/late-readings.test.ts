import t from "tap";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { startPair } from "../support/start-pair.ts";
import { told } from "../support/told.ts";
import { until } from "../support/until.ts";

t.test("a reading that comes too late does not undo a newer one", async (t) => {
  let held: PromiseWithResolvers<void> | undefined;
  let waiting = 0;
  const pair = await startPair(t, {
    step: async (name) => {
      if (name !== "job.fetched" || !held) return;
      const release = held.promise;
      held = undefined;
      waiting++;
      await release;
    },
  });
  const person = newPerson();
  const { subscription, customer } = await buy(pair, person);

  const release = Promise.withResolvers<void>();
  held = release;
  await pair.control(`/subscriptions/${subscription.id}/upgrade`, {});
  await until(() => waiting === 1, "a job has read the upgrade and is held");
  await pair.control(`/subscriptions/${subscription.id}/cancel`, {});
  await pair.client.call("userLink", { customer_id: customer.id, discord_id: person });
  await until(() => told(pair.bot, person).includes("subscription_cancelled premium"), "the end has overtaken it");
  release.resolve();
  await pair.settle();

  t.same(told(pair.bot, person).slice(2), ["roles free", "subscription_cancelled premium"]);
  const stale = await pair.db.selectFrom("stripe_events").select("id").where("result", "=", "stale").execute();
  t.ok(stale.length > 0, "what was read too early was put aside");
});

t.test("a job that fails is tried again until Stripe is back", async (t) => {
  const pair = await startPair(t);
  const person = newPerson();
  pair.sandbox.faults.add({ target: "stripe", method: "GET", route: "/customers", kind: "status", times: 30 });
  await buy(pair, person);
  t.same(told(pair.bot, person), ["roles premium", "subscription_created premium"]);
  t.ok(
    pair.log.some(({ event }) => event === "job_failed"),
    "it did fail",
  );
});
