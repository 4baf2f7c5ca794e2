import { seedIds } from "@moddy/sandbox";
import { sql } from "kysely";
import t, { type Test } from "tap";
import { until } from "../../../../test/support/until.ts";
import { openBotDatabase } from "../support/bot-database.ts";
import { catalogue } from "../support/catalogue.ts";
import { type DiscordControl, startDiscord } from "../support/sandbox-control.ts";
import { startTestBot } from "../support/start-test-bot.ts";

const { guild, premiumRole, proRole } = seedIds;

async function start(t: Test, plans = catalogue) {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const { url: databaseUrl, db } = await openBotDatabase(t);
  const bot = await startTestBot(t, { discord, databaseUrl, plans });
  const update = (discord_id: string, plan: string, more: object = {}) =>
    bot.client.call("rolesUpdate", { discord_id, plan, ...more });
  return { discord, db, bot, databaseUrl, update, ...handsOf(discord) };
}

/** What staff does in Discord's own client. */
function handsOf(discord: DiscordControl) {
  const role = (method: "PUT" | "DELETE") => (member: string, id: string) =>
    discord.control(method, `/guilds/${guild}/members/${member}/roles/${id}`);
  return { give: role("PUT"), take: role("DELETE") };
}

type Started = Awaited<ReturnType<typeof start>>;

const givenTo = async ({ db }: Pick<Started, "db">, member: string) =>
  (await db.selectFrom("given_roles").select("role_id").where("discord_id", "=", member).execute()).map(
    ({ role_id }) => role_id,
  );
/** Until the gateway's events of what happened so far are recorded. */
const untilSeen = ({ db }: Pick<Started, "db">, member: string, roles: string[]) =>
  until(`the gateway has reported ${String(roles)}`, async () => {
    const row = await db
      .selectFrom("role_states")
      .select("observed")
      .where("discord_id", "=", member)
      .executeTakeFirst();
    return row?.observed?.toSorted().join() === roles.toSorted().join();
  });

t.test("a role that staff gave stays, one that the bot gave goes", async (t) => {
  const { discord, update, give } = await start(t);
  const member = await discord.newMember();
  await give(member, proRole);
  const premium = await update(member, "premium");
  t.match(premium, { outcome: "delivered", added: [premiumRole], kept: [proRole], given_roles: [premiumRole] });
  t.match(premium.message, /Given by hand, so left alone: 1/);
  const free = await update(member, "free");
  t.match(free, { success: true, outcome: "delivered", removed: [premiumRole], kept: [proRole], given_roles: [] });
  t.same(await discord.roles(member), [proRole]);
  t.match(await update(member, "free"), { success: true, outcome: "already_done", kept: [proRole] });
  const listed = await update(member, "free", { remove_roles: [proRole] });
  t.match(listed, { success: true, outcome: "already_done", removed: [], kept: [proRole] }, "named in a list, too");
});

t.test("a role that the member held before their plan gave it is not the bot's to take", async (t) => {
  const { discord, update, give } = await start(t);
  const member = await discord.newMember();
  await give(member, premiumRole);
  t.match(await update(member, "premium"), { outcome: "already_done", given_roles: [] });
  t.match(await update(member, "free"), { outcome: "already_done", kept: [premiumRole] });
  t.same(await discord.roles(member), [premiumRole]);
});

t.test("`strict` takes every managed role", async (t) => {
  const { discord, bot, update, give } = await start(t, { ...catalogue, managed_roles: "strict" });
  const member = await discord.newMember();
  await give(member, proRole);
  t.match(await update(member, "free"), { outcome: "delivered", removed: [proRole], kept: [] });
  t.match(await bot.client.call("rolesList", {}), { strict: true });
});

t.test("lists: what the bot gave through one it takes through another", async (t) => {
  const { discord, update } = await start(t);
  const member = await discord.newMember();
  await update(member, "any", { add_roles: [premiumRole, proRole] });
  t.match(await update(member, "any", { remove_roles: [proRole] }), { removed: [proRole], given_roles: [premiumRole] });
});

t.test("what staff takes and gives again is staff's, as soon as Discord has said so", async (t) => {
  const started = await start(t);
  const { discord, update, give, take } = started;
  const member = await discord.newMember();
  await update(member, "premium");
  await untilSeen(started, member, [premiumRole]);
  await take(member, premiumRole);
  await untilSeen(started, member, []);
  t.same(await givenTo(started, member), []);
  await give(member, premiumRole);
  await untilSeen(started, member, [premiumRole]);
  t.match(await update(member, "free"), { outcome: "already_done", kept: [premiumRole] });
});

t.test(
  "a role that staff takes from a paying member comes back as the bot's, also where the gateway lags",
  async (t) => {
    const started = await start(t);
    const { discord, update, take } = started;
    const member = await discord.newMember();
    await update(member, "premium");
    await untilSeen(started, member, [premiumRole]);
    await discord.control("PATCH", "/gateway", { holds_events: true });
    await take(member, premiumRole);
    t.match(await update(member, "premium"), { added: [premiumRole], given_roles: [premiumRole] });
    await discord.control("PATCH", "/gateway", { holds_events: false });
    await untilSeen(started, member, [premiumRole]);
    t.same(await givenTo(started, member), [premiumRole], "the report from before it took nothing away");
    t.match(await update(member, "free"), { removed: [premiumRole] });
  },
);

t.test(
  "what staff takes and gives again is staff's where the bot looked in between, though the gateway lags",
  async (t) => {
    const started = await start(t);
    const { discord, update, give, take } = started;
    const member = await discord.newMember();
    await update(member, "premium");
    await untilSeen(started, member, [premiumRole]);
    await discord.control("PATCH", "/gateway", { holds_events: true });
    await take(member, premiumRole);
    t.match(await update(member, "free"), { outcome: "already_done", given_roles: [] });
    await give(member, premiumRole);
    t.match(await update(member, "free"), { outcome: "already_done", kept: [premiumRole] });
  },
);

t.test("who leaves loses the record with the roles", async (t) => {
  const started = await start(t);
  const { discord, update, give } = started;
  const member = await discord.newMember();
  await update(member, "premium");
  await untilSeen(started, member, [premiumRole]);
  await discord.control("DELETE", `/guilds/${guild}/members/${member}`);
  await until("the record is gone", async () => (await givenTo(started, member)).length === 0);
  await discord.control("PUT", `/guilds/${guild}/members/${member}`, {});
  await give(member, premiumRole);
  t.match(await update(member, "free"), { kept: [premiumRole] });
});

t.test("a role whose call was lost after it was made is the bot's", async (t) => {
  const { discord, update } = await start(t);
  const member = await discord.newMember();
  const route = "/guilds/:guild_id/members/:user_id/roles/:role_id";
  await discord.fault({ kind: "drop_after", method: "PUT", route });
  t.match(await update(member, "premium", { version: 1 }), { outcome: "discord_unavailable" });
  t.match(await update(member, "premium", { version: 1 }), { outcome: "already_done", given_roles: [premiumRole] });
  t.match(await update(member, "free", { version: 2 }), { outcome: "delivered", removed: [premiumRole] });
});

t.test("a role that Discord refused and staff then gave is staff's", async (t) => {
  const started = await start(t);
  const { discord, update, give } = started;
  const member = await discord.newMember();
  const place = (position: number) =>
    discord.control("PATCH", `/guilds/${guild}/roles`, [{ id: premiumRole, position }]);
  await place(9);
  t.match(await update(member, "premium"), { outcome: "role_too_high", given_roles: [] });
  t.same(await givenTo(started, member), [], "nothing was given, so nothing is recorded");
  await place(1);
  await give(member, premiumRole);
  t.match(await update(member, "free"), { kept: [premiumRole] });
});

t.test("an emptied database takes over what the backend kept, and claims no more than that", async (t) => {
  const started = await start(t);
  const { discord, db, update, give } = started;
  const member = await discord.newMember();
  await give(member, proRole);
  const { given_roles: role_ids } = await update(member, "premium", { version: 5 });
  await sql`truncate given_roles, role_states, expected_role_changes`.execute(db);
  const given_roles = { version: 5, role_ids };
  t.match(await update(member, "free", { version: 6, given_roles }), { removed: [premiumRole], kept: [proRole] });

  await give(member, premiumRole);
  const again = await update(member, "free", { version: 7, given_roles });
  t.match(again, { removed: [], kept: [proRole, premiumRole] }, "an older record than our own says nothing");
  const nobody = await update(await discord.newMember({ role_ids: [proRole] }), "free", { version: 8 });
  t.match(nobody, { kept: [proRole] }, "without a record a role stays");
});

t.test("a record that is older than the backend's is replaced by it", async (t) => {
  const { discord, db, update } = await start(t);
  const member = await discord.newMember();
  await update(member, "pro", { version: 5 });
  // Since then staff took the role away and gave it again, the bot gave another, and the database was put back.
  await discord.control("PUT", `/guilds/${guild}/members/${member}/roles/${premiumRole}`);
  const given_roles = { version: 9, role_ids: [premiumRole] };
  t.match(await update(member, "free", { version: 10, given_roles }), { removed: [premiumRole], kept: [proRole] });
  t.same(await db.selectFrom("given_roles").selectAll().execute(), []);
});

t.test("roles that an earlier bot gave are adopted: then the bot takes them, and no others", async (t) => {
  const { discord, update, bot } = await start(t);
  const member = await discord.newMember({ role_ids: [premiumRole, proRole] });
  const adopted = await update(member, "premium", { adopt_roles: [premiumRole] });
  t.match(adopted, { outcome: "already_done", kept: [proRole], given_roles: [premiumRole] });
  const { members } = await bot.client.call("rolesList", {});
  t.match(
    members.find(({ discord_id }) => discord_id === member),
    { role_ids: [premiumRole, proRole], given_role_ids: [premiumRole] },
  );
  t.match(await update(member, "free"), { removed: [premiumRole], kept: [proRole] });
  const empty = await discord.newMember();
  await update(empty, "free", { adopt_roles: [premiumRole] });
  await handsOf(discord).give(empty, premiumRole);
  t.match(await update(empty, "free"), { kept: [premiumRole] }, "a role that they did not hold was not adopted");
});

t.test("a call that may still be on its way is the bot's when it arrives, whoever looks in between", async (t) => {
  const { discord, db, update } = await start(t);
  const member = await discord.newMember();
  const route = "/guilds/:guild_id/members/:user_id/roles/:role_id";
  const losePut = () => discord.fault({ kind: "drop_before", method: "PUT", route });
  await losePut();
  t.match(await update(member, "premium"), { outcome: "discord_unavailable" });
  t.match(await update(member, "free"), { outcome: "already_done", given_roles: [] });
  // As the lost call would.
  await handsOf(discord).give(member, premiumRole);
  t.match(await update(member, "free"), { outcome: "delivered", removed: [premiumRole] });

  await losePut();
  t.match(await update(member, "premium"), { outcome: "discord_unavailable" });
  await sql`update expected_role_changes set expires_at = now()`.execute(db);
  t.match(await update(member, "free"), { outcome: "already_done" });
  await handsOf(discord).give(member, premiumRole);
  t.match(await update(member, "free"), { kept: [premiumRole] }, "after a quarter of an hour it is not");
});
