import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend } from "../support/start-test-backend.ts";

t.test("a reading that comes too late does not undo a newer one", async (t) => {
  let held: PromiseWithResolvers<void> | undefined;
  let waiting = 0;
  const around = await startTestBackend(t, {
    step: async (name) => {
      if (name !== "job.fetched" || !held) return;
      const release = held.promise;
      held = undefined;
      waiting++;
      await release;
    },
  });
  const person = newPerson();
  const { subscription, customer } = await buy(around, person);

  const release = Promise.withResolvers<void>();
  held = release;
  await around.control(`/subscriptions/${subscription.id}/upgrade`, {});
  await until("a job has read the upgrade and is held", () => waiting === 1);
  await around.control(`/subscriptions/${subscription.id}/cancel`, {});
  await around.client.call("userLink", { customer_id: customer.id, discord_id: person });
  await until("the end has overtaken it", () =>
    reportsTo(around.bot, person).includes("subscription_cancelled premium"),
  );
  release.resolve();
  await around.settle();

  t.same(reportsTo(around.bot, person).slice(2), ["roles free", "subscription_cancelled premium"]);
  const stale = await around.db.selectFrom("stripe_events").select("id").where("result", "=", "stale").execute();
  t.ok(stale.length > 0, "what was read too early was put aside");
});

t.test("a job that fails is tried again until Stripe is back", async (t) => {
  const around = await startTestBackend(t);
  const person = newPerson();
  around.sandbox.faults.add({ target: "stripe", method: "GET", route: "/customers", kind: "status", times: 6 });
  await buy(around, person);
  t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"]);
  t.ok(
    around.log.some(({ event }) => event === "job_failed"),
    "it did fail",
  );
});
