import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { readCursor } from "../../src/store/cursors.ts";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend, type TestBackend } from "../support/start-test-backend.ts";
import type { TestEnvironment } from "../support/start-test-environment.ts";

const PREMIUM = "1100000000000000011";
const PRO = "1100000000000000012";

interface Added {
  readonly customer: string;
  readonly subscription: string;
}

/** Adds customers who subscribed before the backend was there, oldest first. */
async function subscribeBefore(around: TestEnvironment, subscribers: object[]): Promise<Added[]> {
  return (await around.control<{ added: Added[] }>("/past-subscribers", { subscribers })).added;
}

const ended = (around: TestBackend) => async () => (await around.client.call("importStatus", {})).first_import_ended;

const planOf = async ({ db }: TestEnvironment, person: string) =>
  (await db.selectFrom("entitlements").select("plan").where("discord_id", "=", person).executeTakeFirst())?.plan;

/** Has Stripe limit one of the calls that an import makes, and no other program, until the returned function is called. */
function limitRefunds({ sandbox }: TestEnvironment): () => void {
  sandbox.faults.add({ target: "stripe", method: "GET", route: "/refunds", kind: "rate_limit", times: null });
  return () => sandbox.faults.clear();
}

t.test("the first start imports what was bought before", async (t) => {
  const [holder, lacking, bySubscription, former, refunded, recent] = Array.from({ length: 6 }, newPerson) as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const around = await startTestBackend(t, {
    async prepare(environment) {
      for (const person of [holder, lacking, bySubscription, former, refunded, recent])
        environment.bot.members.set(person, []);
      environment.bot.members.set(holder, [PREMIUM]);
      const added = await subscribeBefore(environment, [
        { discord_id: refunded, days_ago: 300, price_id: "price_premium_yearly" },
        { discord_id: holder, days_ago: 200 },
        { discord_id: lacking, days_ago: 100, price_id: "price_pro_yearly" },
        { discord_id: bySubscription, named_by: "subscription", days_ago: 90 },
        { discord_id: former, days_ago: 80, ended: true },
        { email: "nobody@example.org", days_ago: 70 },
        { discord_id: recent, days_ago: 3 },
      ]);
      const { charges, subscriptions } = environment.sandbox.stripe;
      const first = subscriptions.get(added[0]?.subscription ?? "");
      const charge = charges.all().find(({ customer }) => customer === first.customer);
      // Nothing listens yet: Stripe would try again a minute later.
      await environment.control("/webhooks/settings", { mode: "off" });
      await environment.control(`/charges/${charge?.id}/refund`, {});
      await environment.control("/webhooks/settings", { mode: "on" });
    },
  });
  await around.settle();

  await t.test("with the plans, and without a plan where the payment was given back", async (t) => {
    t.equal(await planOf(around, holder), "premium");
    t.equal(await planOf(around, lacking), "pro");
    t.equal(await planOf(around, bySubscription), "premium");
    t.equal(await planOf(around, former), "free");
    t.equal(await planOf(around, refunded), "free");
  });

  await t.test("gives the roles to those who lack them, and nobody a message", async (t) => {
    await until("the roles are given", () => around.bot.members.get(recent)?.length === 1);
    await until("the roles are given", () => around.bot.members.get(bySubscription)?.length === 1);
    t.same(around.bot.members.get(lacking), [PRO]);
    t.same(reportsTo(around.bot, holder), [], "the role is there, so nothing is sent");
    await around.settle();
    t.same(
      around.bot.calls.filter(({ operation }) => operation === "notify"),
      [],
    );
  });

  await t.test("says what it found", async (t) => {
    const { import: state, ...reply } = await around.client.call("importStatus", {});
    t.match(reply, { success: true, message: "Finished.", first_import_ended: true, removals_confirmed: false });
    t.match(state, {
      dry_run: false,
      phase: "finished",
      subscriptions_read: 7,
      customers_left: 0,
      failure: null,
      found: {
        subscriptions: 7,
        ended: 1,
        customers: 7,
        customers_linked: 6,
        customers_unlinked: 1,
        plans: [
          { plan: "premium", subscriptions: 5 },
          { plan: "pro", subscriptions: 1 },
        ],
        unknown_prices: [],
        unknown_statuses: [],
      },
    });
  });
});

t.test("until it has ended nothing is taken from anybody, and purchases go on", async (t) => {
  const [early, buyer, granted, linked, stranger] = Array.from({ length: 5 }, newPerson) as [
    string,
    string,
    string,
    string,
    string,
  ];
  let release = (): void => undefined;
  const around = await startTestBackend(t, {
    duringImport: true,
    async prepare(environment) {
      await subscribeBefore(environment, [{ discord_id: early, days_ago: 200 }]);
      release = limitRefunds(environment);
      environment.bot.members.set(early, [PREMIUM]);
      environment.bot.members.set(stranger, [PREMIUM]);
    },
  });
  const { client, bot } = around;
  await until("the import waits for Stripe", async () => {
    return (await client.call("importStatus", {})).import?.phase === "payments";
  });

  await t.test("a purchase gives role and message at once, also above a role that is held", async (t) => {
    bot.members.set(buyer, [PRO]);
    await buy(around, buyer);
    t.same(reportsTo(bot, buyer), ["roles premium", "subscription_created premium"]);
    const sent = bot.calls.find(({ operation }) => operation === "rolesUpdate")?.request;
    t.match(sent, { add_roles: [PREMIUM], remove_roles: [] });
    t.same(bot.members.get(buyer), [PRO, PREMIUM]);
  });

  await t.test("neither an end, nor a revoked grant, nor an unlinked account takes a plan", async (t) => {
    const { subscriptions } = around.sandbox.stripe;
    await around.control(`/subscriptions/${subscriptions.newestFirst()[0]?.id}/cancel`, {});
    await client.call("grantsCreate", { discord_id: granted, plan: "pro" });
    await client.call("grantsRevoke", { discord_id: granted });
    await buy(around, linked);
    const unlinked = await client.call("userUnlink", { discord_id: linked });
    t.match(unlinked, { success: true, unlinked: true, message: /taken when the import/ });
    await around.settle();
    for (const person of [buyer, granted, linked]) {
      t.not(await planOf(around, person), "free");
      t.equal(reportsTo(bot, person).length, 2, "role and message of the gain");
    }
  });

  await t.test("neither the reconciliation nor `sync`, confirmed or not", async (t) => {
    bot.members.set(granted, []);
    const reply = await client.call("sync", { dry_run: false, confirm_removals: true });
    t.match(reply, { success: true, waits_for: "import", requires_confirmation: false });
    t.match(await around.backend.runJob("roles-reconcile"), { waits_for: "import" });
    await around.settle();
    t.same(bot.members.get(stranger), [PREMIUM]);
    t.same(bot.members.get(early), [PREMIUM]);
  });

  await t.test("afterwards what was held back happens", async (t) => {
    release();
    await until("the import has ended", ended(around));
    await until("the ends are told", () => reportsTo(bot, buyer).length === 4);
    t.same(reportsTo(bot, buyer).slice(2), ["roles free", "subscription_cancelled premium"]);
    await until("the unlinked one has no plan", async () => (await planOf(around, linked)) === "free");
    t.equal(await planOf(around, early), "premium");
  });

  await t.test("the first removal by a reconciliation waits for a person, later ones do not", async (t) => {
    await around.settle();
    const first = await client.call("sync", { dry_run: false });
    t.match(first, { success: false, waits_for: "first_removal", requires_confirmation: true, message: /the first/ });
    t.same(bot.members.get(stranger), [PREMIUM]);
    t.match(await client.call("sync", { dry_run: false, confirm_removals: true }), { success: true, waits_for: null });
    await until("the role is taken", () => bot.members.get(stranger)?.length === 0);
    t.match(await client.call("importStatus", {}), { removals_confirmed: true });
    bot.members.set(stranger, [PREMIUM]);
    t.match(await client.call("sync", { dry_run: false }), { success: true, waits_for: null, enqueued: 1 });
    await until("the role is taken", () => bot.members.get(stranger)?.length === 0);
  });
});

t.test("a refused key and an unknown shape are told, and hold up nothing else", async (t) => {
  const [early, granted] = [newPerson(), newPerson()];
  const around = await startTestBackend(t, {
    duringImport: true,
    async prepare(environment) {
      const [, strange] = await subscribeBefore(environment, [
        { discord_id: early, days_ago: 200 },
        { discord_id: newPerson(), days_ago: 100 },
        { discord_id: newPerson(), days_ago: 90 },
      ]);
      const { subscriptions, customers, deletedCustomers } = environment.sandbox.stripe;
      Object.assign(subscriptions.get(strange?.subscription ?? ""), { cancel_at_period_end: "perhaps" });
      const deleted = subscriptions.newestFirst()[0]?.customer ?? "";
      customers.remove(deleted);
      deletedCustomers.add(deleted);
      environment.sandbox.faults.add({ target: "stripe", method: "GET", kind: "status", status: 401, times: null });
    },
  });
  const status = async () => (await around.client.call("importStatus", {})).import;
  await until("it says why it does not get on", async () => (await status())?.failure === "stripe_key_refused");
  t.ok(around.log.some(({ event, level }) => event === "import_failed" && level === "error"));
  await around.client.call("grantsCreate", { discord_id: granted, plan: "premium" });
  await until("a grant is told", () => reportsTo(around.bot, granted).length === 2);
  around.sandbox.faults.clear();
  await until("the import has ended", ended(around));
  t.match(await status(), { failure: null, customers_unreadable: 1, subscriptions_read: 3 });
  t.equal(await planOf(around, early), "premium");
  t.ok(around.log.some(({ event }) => event === "import_unreadable"));
  const deleted = await around.db.selectFrom("customers").selectAll().where("deleted_at", "is not", null).execute();
  t.equal(deleted.length, 1);
});

t.test("a database of an older version: imported once, silent about what was known", async (t) => {
  const [known, missed] = [newPerson(), newPerson()];
  const around = await startTestBackend(t);
  await buy(around, known);
  await around.control("/webhooks/settings", { mode: "off" });
  await subscribeBefore(around, [{ discord_id: missed, days_ago: 60 }]);
  const { db } = around;
  await db.deleteFrom("imports").execute();
  await db.deleteFrom("milestones").where("name", "=", "first_import").execute();
  await around.restart();
  await until("the import has ended", ended(around));
  t.equal(await planOf(around, missed), "premium");
  await around.settle();
  t.same(reportsTo(around.bot, known), ["roles premium", "subscription_created premium"], "nothing is sent again");
  t.same(
    reportsTo(around.bot, missed).filter((report) => !report.startsWith("roles")),
    [],
  );
  await around.restart();
  const imports = await db.selectFrom("imports").select("id").execute();
  t.equal(imports.length, 1, "a further start imports nothing");
});

t.test("a later import tells nobody of what it finds, and holds nothing back", async (t) => {
  const around = await startTestBackend(t);
  const [missed, gone] = [newPerson(), newPerson()];
  around.bot.members.set(missed, []);
  const { subscription } = await buy(around, gone);
  await around.control("/webhooks/settings", { mode: "off" });
  await subscribeBefore(around, [{ discord_id: missed, days_ago: 60 }]);
  await around.control(`/subscriptions/${subscription.id}/cancel`, {});
  t.match(await around.client.call("importStart", { dry_run: true }), { success: true, started: true });
  await until("it has counted", async () => (await around.client.call("importStatus", {})).message === "Counted.");
  t.equal(await planOf(around, missed), undefined, "a dry run changes nothing");
  t.match(await around.client.call("importStart", { dry_run: false }), { success: true, started: true });
  await until("it has ended", async () => (await around.client.call("importStatus", {})).message === "Finished.");
  await until("the role is given", () => around.bot.members.get(missed)?.length === 1);
  await until("the end is told", () => reportsTo(around.bot, gone).length === 4);
  t.same(reportsTo(around.bot, missed), ["roles premium"]);
  t.same(reportsTo(around.bot, gone).slice(2), ["roles free", "subscription_cancelled premium"]);
});

t.test("a backend that was away for longer than Stripe keeps events imports again", async (t) => {
  const around = await startTestBackend(t);
  const missed = newPerson();
  around.bot.members.set(missed, []);
  const asked = async (daysAgo: number) => {
    const value = new Date(Date.now() - daysAgo * 86_400_000);
    await around.db.updateTable("cursors").set({ value }).where("name", "=", "stripe-events-asked").execute();
    await around.backend.runJob("stripe-recovery");
  };
  const countImports = async () => (await around.db.selectFrom("imports").select("id").execute()).length;
  await until("Stripe was asked", async () => (await readCursor(around.db, "stripe-events-asked")) !== undefined);
  await around.control("/webhooks/settings", { mode: "off" });
  await subscribeBefore(around, [{ discord_id: missed, days_ago: 60 }]);
  await asked(29);
  t.equal(await countImports(), 1, "no event is lost yet");
  await asked(31);
  t.equal(await countImports(), 2);
  await until("the role is given", () => around.bot.members.get(missed)?.length === 1);
  await until("it has ended", async () => (await around.client.call("importStatus", {})).message === "Finished.");
  await around.backend.runJob("stripe-recovery");
  t.equal(await countImports(), 2, "once for each absence");
});
