import { seedIds } from "@moddy/sandbox";
import t, { type Test } from "tap";
import { createPeople } from "../support/people.ts";
import { startPair } from "../support/start-pair.ts";
import { until } from "../support/until.ts";

const { premiumRole: PREMIUM, proRole: PRO, friendRole: FRIEND } = seedIds;

t.test("roles follow people: read from Discord after each thing that they do", async (t) => {
  const pair = await startPair(t);
  const people = createPeople(pair);
  const { rolesOf } = people;
  /** Gateway events leave no trace until they arrive, so one may come after everything seems settled. */
  async function become(t: Test, person: string, roles: string[], what?: string): Promise<void> {
    const same = async () => String(await rolesOf(person)) === String(roles);
    await until(`the roles are ${String(roles)}`, same).catch(() => undefined);
    t.same(await rolesOf(person), roles, what ?? "the roles are right");
  }

  await t.test("who pays before joining has the role on joining", async (t) => {
    const person = await people.newUser();
    await people.buys(person);
    await people.joins(person);
    await become(t, person, [PREMIUM]);
  });

  await t.test("who leaves and comes back has it again", async (t) => {
    const person = await people.newMember();
    await people.buys(person, { price_id: "price_pro_monthly" });
    await people.leaves(person);
    await people.joins(person);
    await become(t, person, [PRO]);
  });

  await t.test("who comes back after the end has nothing", async (t) => {
    const person = await people.newMember();
    const { subscription } = await people.buys(person);
    await people.leaves(person);
    await people.stripe(`/subscriptions/${subscription.id}/cancel`);
    await people.joins(person);
    t.same(await rolesOf(person), []);
  });

  await t.test("who joins while the backend is away has the role once it is back", async (t) => {
    const [joining, robbed] = [await people.newUser(), await people.newMember()];
    await people.buys(joining);
    await people.buys(robbed);
    await pair.stop("backend");
    await pair.control("PUT", `/discord/guilds/${seedIds.guild}/members/${joining}`, {});
    await pair.control("DELETE", `/discord/guilds/${seedIds.guild}/members/${robbed}/roles/${PREMIUM}`);
    await until("the bot has it to tell", async () => (await pair.databases.countBotDeliveries()) === 2);
    t.same(await rolesOf(joining), []);
    await pair.start("backend");
    await become(t, joining, [PREMIUM], "joined");
    await become(t, robbed, [PREMIUM], "taken by hand");
  });

  await t.test("relinked to another Discord account, then unlinked, then linked again", async (t) => {
    const [old, next] = [await people.newMember(), await people.newMember()];
    const { customer } = await people.buys(old);
    await pair.client.call("userLink", { customer_id: customer.id, discord_id: next });
    await pair.settle();
    t.same(await rolesOf(old), []);
    t.same(await rolesOf(next), [PREMIUM]);
    await pair.client.call("userUnlink", { discord_id: next });
    await pair.settle();
    t.same(await rolesOf(next), []);
    await pair.client.call("userLink", { customer_id: customer.id, discord_id: old });
    await pair.settle();
    t.same(await rolesOf(old), [PREMIUM]);
    t.same(await rolesOf(next), []);
  });

  await t.test("a managed role that is taken by hand comes back and is reported", async (t) => {
    const person = await people.newMember();
    await people.buys(person);
    const reports = () => pair.log.filter(({ event }) => event === "managed_role_changed").length;
    const before = reports();
    await people.takeByHand(person, PREMIUM);
    await become(t, person, [PREMIUM], "taken");
    await until("it is reported", () => reports() === before + 1);
    await people.giveByHand(person, FRIEND);
    await people.takeByHand(person, PREMIUM);
    await become(t, person, [PREMIUM, FRIEND], "one that no plan names stays");
  });

  await t.test("a database that was emptied by mistake takes nobody's role without a person's word", async (t) => {
    const holders = await Promise.all(Array.from({ length: 6 }, () => people.newMember()));
    for (const person of holders) await people.buys(person);
    const { rows } = await pair.databases.backend.query<{ tables: string }>(
      `select string_agg(format('%I', tablename), ', ') as tables from pg_tables
       where schemaname = 'public' and tablename in ('users', 'customers', 'subscriptions', 'entitlements', 'grants')`,
    );
    await pair.databases.backend.query(`truncate ${rows[0]?.tables} cascade`);

    const dry = await pair.client.call("sync", { dry_run: true });
    t.match(dry, { dry_run: true, requires_confirmation: true, enqueued: 0 });
    const stopped = await pair.client.call("sync", { dry_run: false });
    t.match(stopped, { success: false, requires_confirmation: true, enqueued: 0, would_remove: dry.would_remove });
    await pair.settle();
    for (const person of holders) t.same(await rolesOf(person), [PREMIUM]);

    t.match(await pair.client.call("sync", { dry_run: false, confirm_removals: true }), { success: true });
    for (const person of holders) await become(t, person, [], "confirmed");
  });
});
