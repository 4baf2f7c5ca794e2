import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { createPeople } from "../support/people.ts";
import { startPair } from "../support/start-pair.ts";

const { premiumRole: PREMIUM, proRole: PRO } = seedIds;

t.test("roles that staff gives by hand, beside those of the plans", async (t) => {
  const pair = await startPair(t);
  const people = createPeople(pair);
  const { rolesOf, stripe } = people;
  const cancel = ({ subscription }: { subscription: { id: string } }) =>
    stripe(`/subscriptions/${subscription.id}/cancel`);

  await t.test("who does not pay keeps a role that staff gave", async (t) => {
    const friend = await people.newMember();
    await people.giveByHand(friend, PREMIUM);
    t.same(await rolesOf(friend), [PREMIUM]);
    const { would_remove, kept } = await pair.client.call("sync", {});
    t.same({ would_remove, kept }, { would_remove: 0, kept: 1 });
    t.match(await pair.client.call("sync", { dry_run: false }), { success: true, enqueued: 0 });
    await pair.settle();
    t.same(await rolesOf(friend), [PREMIUM]);
  });

  await t.test("who pays beside it loses what the payment gave, and no more", async (t) => {
    const person = await people.newMember();
    await people.giveByHand(person, PRO);
    const bought = await people.buys(person);
    t.same(await rolesOf(person), [PREMIUM, PRO]);
    await cancel(bought);
    t.same(await rolesOf(person), [PRO]);
  });

  await t.test("a role that was there before the payment stays after it", async (t) => {
    const person = await people.newMember();
    await people.giveByHand(person, PREMIUM);
    const bought = await people.buys(person);
    await stripe(`/subscriptions/${bought.subscription.id}/upgrade`);
    t.same(await rolesOf(person), [PREMIUM, PRO], "an upgrade does not take it either");
    await cancel(bought);
    t.same(await rolesOf(person), [PREMIUM]);
  });

  await t.test(
    "the bot's database is emptied: what it gave goes with the subscription, what staff gave stays",
    async (t) => {
      const person = await people.newMember();
      await people.giveByHand(person, PRO);
      const bought = await people.buys(person);
      await pair.stop("bot");
      const { rows } = await pair.databases.bot.query<{ tables: string }>(
        "select string_agg(format('%I', tablename), ', ') as tables from pg_tables where schemaname = 'public' and tablename not like 'kysely%'",
      );
      await pair.databases.bot.query(`truncate ${rows[0]?.tables} cascade`);
      await pair.start("bot");
      t.match(await pair.client.call("sync", {}), { would_remove: 0 });
      await cancel(bought);
      t.same(await rolesOf(person), [PRO]);
    },
  );

  await t.test("the backend's record is emptied: the bot's own counts", async (t) => {
    const person = await people.newMember();
    await people.giveByHand(person, PRO);
    const bought = await people.buys(person);
    await pair.databases.backend.query("truncate given_roles");
    await cancel(bought);
    t.same(await rolesOf(person), [PRO]);
  });

  await t.test(
    "the roles that a bot from before both records gave are left alone until they are adopted",
    async (t) => {
      const [left, adopted] = [await people.newMember(), await people.newMember()];
      const bought = [await people.buys(left), await people.buys(adopted)] as const;
      await pair.databases.bot.query("truncate given_roles");
      await pair.databases.backend.query("truncate given_roles");
      await pair.databases.backend.query("insert into given_roles (discord_id, adopt_role_ids) values ($1, $2)", [
        adopted,
        [PREMIUM],
      ]);
      for (const each of bought) await cancel(each);
      t.same(await rolesOf(left), [PREMIUM], "nobody knows who gave it");
      t.same(await rolesOf(adopted), []);
      const { rows } = await pair.databases.backend.query(
        "select role_ids, adopt_role_ids from given_roles where discord_id = $1",
        [adopted],
      );
      t.same(rows, [{ role_ids: [], adopt_role_ids: [] }], "it is adopted once");
    },
  );
});
