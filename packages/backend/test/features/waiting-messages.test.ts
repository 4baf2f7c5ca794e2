import type { Outcome } from "@moddy/schemas";
import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { buy, reportsAfter } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend, type TestBackend } from "../support/start-test-backend.ts";

/** No pause ends by itself within the test. */
const PAUSES = "0,600,900";
const PAUSE_DAYS = 601 / 86_400;

const messagesTo = ({ bot }: TestBackend, person: string) =>
  bot.calls.filter(({ operation, request }) => operation === "notify" && request.discord_id === person);
const saidTo = (around: TestBackend, person: string) =>
  reportsTo(around.bot, person).filter((report) => !report.startsWith("roles"));

async function waits({ db }: TestBackend, person: string): Promise<boolean> {
  const row = await db
    .selectFrom("entitlements")
    .select("message_due_at")
    .where("discord_id", "=", person)
    .executeTakeFirstOrThrow();
  return row.message_due_at !== null;
}

/** Somebody buys, and takes it back while the bot is told of the purchase. */
async function changeUnderWay(around: TestBackend, discord_id: string): Promise<void> {
  const order = { discord_id, email: "a.person@example.org" };
  const { subscription } = await around.control<{ subscription: { id: string } }>("/checkout", order);
  await until("the attempt is under way", () => saidTo(around, discord_id).length === 1);
  await around.control(`/subscriptions/${subscription.id}/cancel`, {});
  await until("the change is known", () => waits(around, discord_id));
}

async function hasFailed({ client }: TestBackend, discord_id: string): Promise<boolean> {
  const { deliveries } = await client.call("deliveriesList", { discord_id, operation: "notify" });
  return deliveries[0]?.outcome === "discord_unavailable";
}

/** The pause ends; the sweep finds the message, as after a lost job. */
async function passThePause(around: TestBackend): Promise<void> {
  around.move(PAUSE_DAYS);
  await around.backend.runJob("entitlement-recheck");
  await around.settle();
}

t.test("many changes become one message about the last state", async (t) => {
  const around = await startTestBackend(t, { env: { MESSAGE_PAUSES_SECONDS: PAUSES } });

  await t.test("the first at once; roles never wait; then the last state with all that is true of it", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person);
    t.same(reportsTo(around.bot, person), ["roles premium", "subscription_created premium"]);
    const path = `/subscriptions/${subscription.id}`;
    t.same(await reportsAfter(around, person, `${path}/upgrade`), ["roles pro"]);
    t.same(await reportsAfter(around, person, `${path}/downgrade`), ["roles premium"]);
    t.same(await reportsAfter(around, person, `${path}/upgrade`), ["roles pro"]);
    t.same(await reportsAfter(around, person, `${path}/cancel`, { at_period_end: true }), []);
    const other = newPerson();
    await buy(around, other);
    t.same(saidTo(around, other), ["subscription_created premium"], "nobody else waits");
    await passThePause(around);
    t.same(saidTo(around, person), ["subscription_created premium", "plan_upgraded pro"]);
    t.match(messagesTo(around, person)[1]?.request, { metadata: { previous_plan: "premium", ends_at: /Z$/ } });
  });

  await t.test("back where they were told to be: no message", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person);
    const path = `/subscriptions/${subscription.id}`;
    await reportsAfter(around, person, `${path}/cancel`, { at_period_end: true });
    t.equal(await waits(around, person), true);
    await reportsAfter(around, person, `${path}/uncancel`);
    t.equal(await waits(around, person), false);
    await passThePause(around);
    t.same(saidTo(around, person), ["subscription_created premium"]);
  });

  await t.test("30 toggles: two messages at most, and the last one is true", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person);
    const path = `/subscriptions/${subscription.id}`;
    for (let toggle = 0; toggle < 30; toggle++) {
      await around.control(
        toggle % 2 ? `${path}/uncancel` : `${path}/cancel`,
        toggle % 2 ? {} : { at_period_end: true },
      );
    }
    await around.control(`${path}/cancel`, { at_period_end: true });
    await around.settle();
    await passThePause(around);
    t.same(saidTo(around, person), ["subscription_created premium", "subscription_updated premium"]);
    t.match(messagesTo(around, person)[1]?.request, { metadata: { change: "cancellation_scheduled" } });
  });

  await t.test("each further change begins the pause anew, but for no longer than a quarter of an hour", async (t) => {
    const person = newPerson();
    const { subscription } = await buy(around, person);
    const path = `/subscriptions/${subscription.id}`;
    await reportsAfter(around, person, `${path}/upgrade`);
    around.move(500 / 86_400);
    await reportsAfter(around, person, `${path}/cancel`, { at_period_end: true });
    around.move(200 / 86_400);
    await around.backend.runJob("entitlement-recheck");
    await around.settle();
    t.equal(saidTo(around, person).length, 1, "not quiet yet");
    around.move(201 / 86_400);
    await around.backend.runJob("entitlement-recheck");
    await around.settle();
    t.same(saidTo(around, person).slice(1), ["plan_upgraded pro"], "a quarter of an hour is over");
  });

  await t.test("a message that is on its way is taken back when it is no longer true", async (t) => {
    const person = newPerson();
    around.bot.outcome = "bot_not_ready";
    const { subscription } = await around.control<{ subscription: { id: string } }>("/checkout", {
      discord_id: person,
      email: "a.person@example.org",
    });
    const stateOf = async () =>
      (await around.client.call("deliveriesList", { discord_id: person, operation: "notify" })).deliveries.map(
        ({ state }) => state,
      );
    await until("the message waits to be sent", async () => (await stateOf())[0] === "pending");
    await around.control(`/subscriptions/${subscription.id}/cancel`, {});
    await until("it is taken back", async () => (await stateOf())[0] === "superseded");
    around.bot.outcome = "delivered";
    await around.settle();
    await passThePause(around);
    t.same(await stateOf(), ["superseded"], "who was told nothing is told nothing");
    await buy(around, person);
    t.same(saidTo(around, person), ["subscription_created premium"], "a message that was taken back does not count");
  });

  await t.test("a message whose attempt is under way counts once it has arrived", async (t) => {
    const person = newPerson();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    around.bot.held = promise;
    await changeUnderWay(around, person);
    resolve(undefined);
    await around.settle();
    await passThePause(around);
    t.same(saidTo(around, person), ["subscription_created premium", "subscription_cancelled premium"]);
  });

  await t.test("an attempt under way of which nobody knows whether it arrived is told again", async (t) => {
    for (const after of ["as it was told", "as it was before"] as const) {
      const person = newPerson();
      const { promise, resolve } = Promise.withResolvers<Outcome>();
      around.bot.held = promise;
      await changeUnderWay(around, person);
      resolve("discord_unavailable");
      await until("the attempt has failed", () => hasFailed(around, person));
      around.bot.held = Promise.resolve(undefined);
      await around.settle();
      if (after === "as it was told") await buy(around, person);
      await passThePause(around);
      const [, last] = saidTo(around, person);
      t.equal(last, after === "as it was told" ? "subscription_created premium" : "subscription_cancelled premium");
      t.equal(saidTo(around, person).length, 2);
    }
  });

  await t.test("who is told nothing at an unlink is told of the next change", async (t) => {
    const person = newPerson();
    await buy(around, person);
    await around.client.call("userUnlink", { discord_id: person });
    await around.settle();
    await around.client.call("grantsCreate", { discord_id: person, plan: "pro" });
    await passThePause(around);
    t.same(saidTo(around, person), ["subscription_created premium", "subscription_created pro"]);
  });
});

t.test("the job comes by itself when the pause is over", async (t) => {
  const around = await startTestBackend(t, { env: { MESSAGE_PAUSES_SECONDS: "0,2" } });
  const person = newPerson();
  const { subscription } = await buy(around, person);
  await around.control(`/subscriptions/${subscription.id}/upgrade`, {});
  await until("the message has come", () => saidTo(around, person).length > 1);
  await around.settle();
  t.same(saidTo(around, person), ["subscription_created premium", "plan_upgraded pro"]);
  t.equal(await waits(around, person), false);
});

t.test("a user of an older version counts as told what they have", async (t) => {
  const around = await startTestBackend(t);
  const person = newPerson();
  const { subscription } = await buy(around, person);
  const untold = { told_plan: null, told_delivery_id: null, told_before: null, told_at: [] };
  await around.db.updateTable("entitlements").set(untold).where("discord_id", "=", person).execute();
  await around.client.call("eventNotify", { event_type: "role_updated", discord_id: person });
  await around.settle();
  t.same(saidTo(around, person), ["subscription_created premium"]);
  await around.control(`/subscriptions/${subscription.id}/cancel`, {});
  await around.settle();
  t.same(saidTo(around, person), ["subscription_created premium", "subscription_cancelled premium"]);
});
