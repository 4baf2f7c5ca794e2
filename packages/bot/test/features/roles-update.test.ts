import { singleRolePlans } from "@moddy/bot";
import { seedIds } from "@moddy/sandbox";
import t, { type Test } from "tap";
import { type DiscordControl, startDiscord } from "../support/sandbox-control.ts";
import { startTestBot, type TestBot, type TestBotOptions } from "../support/start-test-bot.ts";

const { ada, guild, premiumRole, proRole, friendRole } = seedIds;

async function start(
  t: Test,
  options: Omit<TestBotOptions, "discord"> = {},
): Promise<{ discord: DiscordControl; bot: TestBot }> {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  return { discord, bot: await startTestBot(t, { discord, ...options }) };
}

const byHand = (discord: DiscordControl, method: "PUT" | "DELETE", role: string) =>
  discord.control(method, `/guilds/${guild}/members/${ada}/roles/${role}`);

t.test("a plan's roles are given, read back, and exchanged for another's", async (t) => {
  const { bot, discord } = await start(t);
  await byHand(discord, "PUT", friendRole);

  const premium = await bot.client.call("rolesUpdate", { discord_id: ada, plan: "premium" });
  t.match(premium, { success: true, roles_updated: true, guild_id: guild, outcome: "delivered", added: [premiumRole] });
  t.same((await discord.roles(ada)).toSorted(), [premiumRole, friendRole].toSorted());

  const pro = await bot.client.call("rolesUpdate", { discord_id: ada, plan: "pro" });
  t.match(pro, { outcome: "delivered", added: [proRole], removed: [premiumRole] });
  const free = await bot.client.call("rolesUpdate", { discord_id: ada, plan: "free" });
  t.match(free, { outcome: "delivered", removed: [proRole] });
  t.same(await discord.roles(ada), [friendRole], "a role that no plan names is never touched");
});

t.test("roles that are there already cost no write", async (t) => {
  const { bot, discord } = await start(t);
  await byHand(discord, "PUT", premiumRole);
  const before = await discord.roleWrites(ada);
  const mark = await discord.mark();
  const reply = await bot.client.call("rolesUpdate", { discord_id: ada, plan: "premium" });
  t.match(reply, { success: true, roles_updated: true, outcome: "already_done", added: [], removed: [] });
  t.same(await discord.callsSince(mark), ["200 GET /guilds/:guild_id/members/:user_id"]);
  t.same(await discord.roleWrites(ada), before);
});

t.test("the audit log has a reason without anything about a person", async (t) => {
  const { bot, discord } = await start(t);
  await bot.client.call("rolesUpdate", { discord_id: ada, plan: "premium" });
  const { entries } = await discord.control<{ entries: { reason?: string }[] }>("GET", `/guilds/${guild}/audit-log`);
  t.match(entries.at(-1)?.reason, /premium/);
  t.notMatch(entries.at(-1)?.reason, /\d{5}/);
});

t.test("lists add and remove exactly what they name, among managed roles alone", async (t) => {
  const { bot, discord } = await start(t);
  await byHand(discord, "PUT", premiumRole);
  const request = { discord_id: ada, plan: "whatever" };
  const added = await bot.client.call("rolesUpdate", { ...request, add_roles: [proRole] });
  t.match(added, { outcome: "delivered", added: [proRole] });
  t.same((await discord.roles(ada)).toSorted(), [premiumRole, proRole].toSorted());
  await bot.client.call("rolesUpdate", { ...request, remove_roles: [premiumRole] });
  t.same(await discord.roles(ada), [proRole]);

  const mark = await discord.mark();
  const foreign = await bot.client.call("rolesUpdate", { ...request, add_roles: [friendRole] });
  t.match(foreign, { success: false, roles_updated: false, outcome: "rejected" });
  const both = await bot.client.call("rolesUpdate", { ...request, add_roles: [proRole], remove_roles: [proRole] });
  t.equal(both.outcome, "rejected");
  const unknown = await bot.client.call("rolesUpdate", request);
  t.equal(unknown.outcome, "rejected", "a plan that the catalogue does not know");
  t.same(await discord.callsSince(mark), []);
});

t.test("without a catalogue every plan but free gives the one role", async (t) => {
  const { bot, discord } = await start(t, { plans: singleRolePlans(premiumRole) });
  t.equal((await bot.client.call("rolesUpdate", { discord_id: ada, plan: "gold" })).outcome, "delivered");
  t.same(await discord.roles(ada), [premiumRole]);
  t.equal((await bot.client.call("rolesUpdate", { discord_id: ada, plan: "free" })).outcome, "delivered");
  t.same(await discord.roles(ada), []);
});

t.test("an older version than the last one is dropped; the same and newer ones are not", async (t) => {
  const { bot, discord } = await start(t);
  const update = (plan: string, version?: number) =>
    bot.client.call("rolesUpdate", { discord_id: ada, plan, version: version ?? null });
  t.equal((await update("pro", 5)).outcome, "delivered");
  t.match(await update("premium", 4), { success: false, roles_updated: false, outcome: "superseded" });
  t.same(await discord.roles(ada), [proRole]);
  t.equal((await update("pro", 5)).outcome, "already_done");
  t.equal((await update("free")).outcome, "delivered", "without a version it is never stale");
  t.equal((await update("premium", 4)).outcome, "superseded", "the last version stays known");
  t.equal((await update("premium", 6)).outcome, "delivered");
});

t.test("what Discord refuses is told apart", async (t) => {
  const { bot, discord } = await start(t);
  const update = (discord_id: string, plan = "premium") => bot.client.call("rolesUpdate", { discord_id, plan });
  await discord.control("POST", "/users", { id: "1099999999999999998" });
  t.match(await update("1099999999999999998"), { success: false, roles_updated: false, outcome: "not_member" });
  t.equal((await update("1099999999999999999")).outcome, "unknown_user");
  await discord.control("DELETE", `/guilds/${guild}/roles/${proRole}`);
  t.equal((await update(ada, "pro")).outcome, "unknown_role");
});

t.test("a role above the bot's is told from a missing permission, and is not tried in vain twice", async (t) => {
  const { bot, discord } = await start(t);
  const update = () => bot.client.call("rolesUpdate", { discord_id: ada, plan: "premium" });
  const move = (position: number) =>
    discord.control("PATCH", `/guilds/${guild}/roles`, [{ id: premiumRole, position }]);
  await move(9);
  t.match(await update(), { success: false, roles_updated: false, outcome: "role_too_high" });
  const refused = async () => (await discord.counters()).invalid_requests.count;
  const count = await refused();
  t.equal((await update()).outcome, "role_too_high");
  t.equal(await refused(), count, "the guild's roles were looked at instead");
  await move(1);
  t.equal((await update()).outcome, "delivered", "once it is mended");

  await discord.control("PATCH", `/guilds/${guild}/roles/${seedIds.botRole}`, { permissions: ["ViewChannel"] });
  const free = await bot.client.call("rolesUpdate", { discord_id: ada, plan: "free" });
  t.equal(free.outcome, "missing_permission");
});

t.test("what can be done is done, also where one role is refused", async (t) => {
  const { bot, discord } = await start(t);
  await byHand(discord, "PUT", premiumRole);
  await discord.control("PATCH", `/guilds/${guild}/roles`, [{ id: proRole, position: 9 }]);
  const reply = await bot.client.call("rolesUpdate", { discord_id: ada, plan: "pro" });
  t.match(reply, { roles_updated: false, outcome: "role_too_high", added: [], removed: [premiumRole] });
});

t.test("an outage in the middle is retryable, and the next try finishes it", async (t) => {
  const { bot, discord } = await start(t);
  const update = () => bot.client.call("rolesUpdate", { discord_id: ada, plan: "premium", version: 1 });
  const route = "/guilds/:guild_id/members/:user_id";
  await discord.fault({ kind: "status", method: "GET", route, times: 2 });
  t.equal((await update()).outcome, "discord_unavailable");
  await discord.fault({ kind: "drop_after", method: "PUT", route: `${route}/roles/:role_id` });
  t.equal((await update()).outcome, "discord_unavailable", "the role was given, the answer lost");
  t.equal((await update()).outcome, "already_done");
  t.equal((await discord.roleWrites(ada)).changes, 1);
});

t.test("two processes bring one member about one after the other", async (t) => {
  const { bot, discord } = await start(t);
  const other = await startTestBot(t, { discord, databaseUrl: bot.databaseUrl });
  const replies = await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      (i % 2 ? bot : other).client.call("rolesUpdate", { discord_id: ada, plan: "premium", version: 1 }),
    ),
  );
  t.equal(replies.filter(({ outcome }) => outcome === "delivered").length, 1);
  t.equal(replies.filter(({ outcome }) => outcome === "already_done").length, 19);
  t.same(await discord.roleWrites(ada), { calls: 1, changes: 1 });
});
