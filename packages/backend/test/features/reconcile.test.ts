import { join } from "node:path";
import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { buy } from "../support/buy.ts";
import { newPerson } from "../support/people.ts";
import { reportsTo } from "../support/reports-to.ts";
import { startTestBackend, type TestBackend } from "../support/start-test-backend.ts";

const PREMIUM = "1100000000000000011";
const PRO = "1100000000000000012";

const rolesOf = (around: TestBackend, person: string) => around.bot.members.get(person);

t.test("the reconciliation of roles", async (t) => {
  const around = await startTestBackend(t, { env: { RECONCILE_MAX_REMOVAL_SHARE: "0.25" } });
  const { client, bot } = around;
  const payers = Array.from({ length: 8 }, newPerson);
  for (const person of payers) await client.call("grantsCreate", { discord_id: person, plan: "premium" });
  await around.settle();
  const [ada = "", ben = ""] = payers;
  const guest = newPerson();
  bot.members.set(guest, []);

  await t.test("finds nothing where nothing differs", async (t) => {
    const reply = await client.call("sync", {});
    t.match(reply, {
      dry_run: true,
      members: 9,
      would_add: 0,
      would_remove: 0,
      differences: [],
      requires_confirmation: false,
    });
  });

  await t.test("says what it would do and does nothing", async (t) => {
    bot.members.set(ada, []);
    bot.members.set(guest, [PRO]);
    const reply = await client.call("sync", { dry_run: true });
    t.match(reply, { success: true, message: "Would add 1, remove 1.", enqueued: 0, would_add: 1, would_remove: 1 });
    t.same(
      new Set(reply.differences),
      new Set([
        { discord_id: ada, add_roles: [PREMIUM], remove_roles: [] },
        { discord_id: guest, add_roles: [], remove_roles: [PRO] },
      ]),
    );
    await around.settle();
    t.same(rolesOf(around, ada), []);
  });

  await t.test("sends the roles again where they differ", async (t) => {
    const reply = await client.call("sync", { dry_run: false, confirm_removals: true });
    t.match(reply, { success: true, requires_confirmation: false, enqueued: 2 });
    await until(
      "the roles are right",
      () => rolesOf(around, ada)?.length === 1 && rolesOf(around, guest)?.length === 0,
    );
    t.match(await client.call("sync", {}), { would_add: 0, would_remove: 0 });
  });

  await t.test("reads a large server page by page", async (t) => {
    const crowd = Array.from({ length: 1500 }, (_, index) => `13000000000000${String(index).padStart(4, "0")}`);
    for (const person of crowd) bot.members.set(person, []);
    t.match(await client.call("sync", {}), { members: 1509, would_add: 0 });
    for (const person of crowd) bot.members.delete(person);
  });

  await t.test("stops before it takes too many roles, until a person confirms it", async (t) => {
    const strangers = Array.from({ length: 6 }, newPerson);
    for (const person of strangers) bot.members.set(person, [PREMIUM]);
    bot.members.set(ben, []);
    const stopped = await client.call("sync", { dry_run: false });
    t.match(stopped, { success: false, requires_confirmation: true, enqueued: 0, would_remove: 6, would_add: 1 });
    t.ok(around.log.some(({ event, level }) => event === "reconcile_requires_confirmation" && level === "error"));
    await around.settle();
    t.same(rolesOf(around, ben), [], "nothing at all was done");
    t.match(await client.call("sync", { dry_run: false, confirm_removals: true }), { success: true, enqueued: 7 });
    // Each user's roles are sent by themselves: the last stranger's may arrive before Ben's.
    await until("the roles are right", () => {
      return strangers.every((person) => rolesOf(around, person)?.length === 0) && rolesOf(around, ben)?.length === 1;
    });
    t.same(rolesOf(around, ben), [PREMIUM]);
  });
});

t.test("roles that were given by hand are left alone, and do not hide how many others would go", async (t) => {
  const around = await startTestBackend(t, { env: { RECONCILE_MAX_REMOVAL_SHARE: "0.25" } });
  const { client, bot } = around;
  await client.call("grantsCreate", { discord_id: newPerson(), plan: "premium" });
  await around.settle();
  for (let n = 0; n < 30; n++) {
    const friend = newPerson();
    bot.members.set(friend, [PREMIUM]);
    bot.byHand.add(friend);
  }
  t.match(await client.call("sync", { dry_run: false }), {
    success: true,
    message: "Adding 0, removing 0. 30 given by hand are left alone.",
    would_remove: 0,
    kept: 30,
    enqueued: 0,
  });
  for (let n = 0; n < 6; n++) bot.members.set(newPerson(), [PREMIUM]);
  const stopped = await client.call("sync", { dry_run: false });
  t.match(stopped, { requires_confirmation: true, would_remove: 6, kept: 30, enqueued: 0 });
});

t.test("`strict` in the plans file takes roles by hand, too, unless the bot says that it does not", async (t) => {
  const plan = { id: "pro", name: "Pro", rank: 20, price_ids: ["price_pro_monthly"], role_ids: [PRO] };
  const folder = t.testdir({ "plans.json": JSON.stringify({ plans: [plan], managed_roles: "strict" }) });
  const around = await startTestBackend(t, { env: { PLANS_FILE: join(folder, "plans.json") } });
  const friend = newPerson();
  around.bot.members.set(friend, [PRO]);
  around.bot.byHand.add(friend);
  t.match(await around.client.call("sync", {}), { would_remove: 1, kept: 0 });
  around.bot.strict = false;
  t.match(await around.client.call("sync", {}), { would_remove: 0, kept: 1 });
});

t.test("an emptied database takes nobody's role", async (t) => {
  const around = await startTestBackend(t);
  for (const holders of [1, 2, 30]) {
    for (let n = 0; n < holders; n++) around.bot.members.set(newPerson(), [PREMIUM]);
    const held = around.bot.members.size;
    const reply = await around.client.call("sync", { dry_run: false });
    t.match(reply, { success: false, requires_confirmation: true, enqueued: 0, would_remove: held });
  }
  const { invoice } = await buy(around, newPerson());
  t.ok(invoice.id, "the first purchase after the mishap");
  t.match(await around.client.call("sync", { dry_run: false }), { requires_confirmation: true, enqueued: 0 });
  t.ok([...around.bot.members.values()].every((roles) => roles.length === 1));
});

t.test("a changed plan catalogue takes effect with the next reconciliation", async (t) => {
  const around = await startTestBackend(t);
  const person = newPerson();
  await buy(around, person);
  const plan = { id: "pro", name: "Pro", rank: 20, price_ids: ["price_premium_monthly"], role_ids: [PRO] };
  const folder = t.testdir({ "plans.json": JSON.stringify({ plans: [plan] }) });
  await around.restart({ env: { PLANS_FILE: join(folder, "plans.json") } });
  const reply = await around.client.call("sync", { dry_run: false, confirm_removals: true });
  t.match(reply, { would_add: 1, would_remove: 1, enqueued: 1 });
  await until("the change was sent", () => reportsTo(around.bot, person).length === 4);
  t.same(reportsTo(around.bot, person).slice(2), ["roles pro", "plan_upgraded pro"]);
});

t.test("a bot that cannot be reached is an error, not an empty server", async (t) => {
  const around = await startTestBackend(t, { env: { BOT_INTERNAL_URL: "http://127.0.0.1:9" } });
  await t.rejects(around.client.call("sync", { dry_run: false }, { retry: false }), {
    code: "http_error",
    status: 503,
    message: /The bot cannot be reached: the connection was refused\. .* BOT_INTERNAL_URL/,
  });
  t.match(await around.client.call("echo", { call_back: true }), {
    peer: { reached: false, code: "connection_refused" },
  });
});
