import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { catalogue } from "../support/catalogue.ts";
import { startDiscord } from "../support/sandbox-control.ts";
import { startTestBot } from "../support/start-test-bot.ts";

const { guild, premiumRole, proRole, friendRole, botRole } = seedIds;
const ghost = { id: "ghost", name: "Ghost", rank: 3, price_ids: ["price_ghost"], role_ids: ["1099999999999999990"] };
const plans = { plans: [...catalogue.plans, ghost] };

const discord = await startDiscord();
t.teardown(() => discord.sandbox.close());
const bot = await startTestBot(t, { discord, plans });

const byHand = (method: "PUT" | "DELETE", member: string, role: string) =>
  discord.control(method, `/guilds/${guild}/members/${member}/roles/${role}`);
const place = (id: string, position: number) => discord.control("PATCH", `/guilds/${guild}/roles`, [{ id, position }]);

t.test("a plan's roles are given, read back, and exchanged for another's", async (t) => {
  const member = await discord.newMember();
  await byHand("PUT", member, friendRole);

  const premium = await bot.client.call("rolesUpdate", { discord_id: member, plan: "premium" });
  t.match(premium, { success: true, roles_updated: true, guild_id: guild, outcome: "delivered", added: [premiumRole] });
  t.same((await discord.roles(member)).toSorted(), [premiumRole, friendRole].toSorted());

  const pro = await bot.client.call("rolesUpdate", { discord_id: member, plan: "pro" });
  t.match(pro, { outcome: "delivered", added: [proRole], removed: [premiumRole] });
  const free = await bot.client.call("rolesUpdate", { discord_id: member, plan: "free" });
  t.match(free, { outcome: "delivered", removed: [proRole] });
  t.same(await discord.roles(member), [friendRole], "a role that no plan names is never touched");
});

t.test("roles that are there already cost no write", async (t) => {
  const member = await discord.newMember();
  await byHand("PUT", member, premiumRole);
  const before = await discord.roleWrites(member);
  const mark = await discord.mark();
  const reply = await bot.client.call("rolesUpdate", { discord_id: member, plan: "premium" });
  t.match(reply, { success: true, roles_updated: true, outcome: "already_done", added: [], removed: [] });
  t.same(await discord.callsSince(mark), ["200 GET /guilds/:guild_id/members/:user_id"]);
  t.same(await discord.roleWrites(member), before);
});

t.test("the audit log has a reason without anything about a person", async (t) => {
  const member = await discord.newMember();
  await bot.client.call("rolesUpdate", { discord_id: member, plan: "premium" });
  const { entries } = await discord.control<{ entries: { reason?: string }[] }>("GET", `/guilds/${guild}/audit-log`);
  t.match(entries.at(-1)?.reason, /premium/);
  t.notMatch(entries.at(-1)?.reason, /\d{5}/);
});

t.test("lists add and remove exactly what they name, among managed roles alone", async (t) => {
  const member = await discord.newMember();
  const request = { discord_id: member, plan: "whatever" };
  await bot.client.call("rolesUpdate", { ...request, add_roles: [premiumRole] });
  const added = await bot.client.call("rolesUpdate", { ...request, add_roles: [proRole] });
  t.match(added, { outcome: "delivered", added: [proRole] });
  t.same((await discord.roles(member)).toSorted(), [premiumRole, proRole].toSorted());
  await bot.client.call("rolesUpdate", { ...request, remove_roles: [premiumRole] });
  t.same(await discord.roles(member), [proRole]);

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
  const { client } = await startTestBot(t, { discord, plans: null });
  const member = await discord.newMember();
  t.equal((await client.call("rolesUpdate", { discord_id: member, plan: "gold" })).outcome, "delivered");
  t.same(await discord.roles(member), [premiumRole]);
  t.equal((await client.call("rolesUpdate", { discord_id: member, plan: "free" })).outcome, "delivered");
  t.same(await discord.roles(member), []);
});

t.test("an older version than the last one is dropped; the same and newer ones are not", async (t) => {
  const member = await discord.newMember();
  const update = (plan: string, version?: number) =>
    bot.client.call("rolesUpdate", { discord_id: member, plan, version: version ?? null });
  t.equal((await update("pro", 5)).outcome, "delivered");
  t.match(await update("premium", 4), { success: false, roles_updated: false, outcome: "superseded" });
  t.same(await discord.roles(member), [proRole]);
  t.equal((await update("pro", 5)).outcome, "already_done");
  t.equal((await update("free")).outcome, "delivered", "without a version it is never stale");
  t.equal((await update("premium", 4)).outcome, "superseded", "the last version stays known");
  t.equal((await update("premium", 6)).outcome, "delivered");
});

t.test("each refusal of Discord has its outcome", async (t) => {
  const member = await discord.newMember();
  const update = (discord_id: string, plan = "premium") => bot.client.call("rolesUpdate", { discord_id, plan });
  await discord.control("POST", "/users", { id: "1099999999999999998" });
  t.match(await update("1099999999999999998"), { success: false, roles_updated: false, outcome: "not_member" });
  t.equal((await update("1099999999999999999")).outcome, "unknown_user");
  t.equal((await update(member, "ghost")).outcome, "unknown_role");
});

t.test(
  "a role above the bot's is not a missing permission, and is not tried again as long as it is there",
  async (t) => {
    const member = await discord.newMember();
    const update = () => bot.client.call("rolesUpdate", { discord_id: member, plan: "premium" });
    const permit = (...permissions: string[]) =>
      discord.control("PATCH", `/guilds/${guild}/roles/${botRole}`, { permissions });
    await place(premiumRole, 9);
    t.match(await update(), { success: false, roles_updated: false, outcome: "role_too_high" });
    const refused = async () => (await discord.counters()).invalid_requests.count;
    const count = await refused();
    t.equal((await update()).outcome, "role_too_high");
    t.equal(await refused(), count, "the guild's roles were looked at instead");
    await place(premiumRole, 1);
    t.equal((await update()).outcome, "delivered", "once it is mended");

    await permit("ViewChannel");
    const free = await bot.client.call("rolesUpdate", { discord_id: member, plan: "free" });
    t.equal(free.outcome, "missing_permission");
    await permit("ViewChannel", "SendMessages", "ManageRoles");
  },
);

t.test("a failed upgrade leaves the role that was there, whether Discord fails or refuses", async (t) => {
  const member = await discord.newMember();
  await bot.client.call("rolesUpdate", { discord_id: member, plan: "premium" });
  const upgrade = () => bot.client.call("rolesUpdate", { discord_id: member, plan: "pro" });
  const route = "/guilds/:guild_id/members/:user_id/roles/:role_id";
  await discord.fault({ kind: "status", method: "PUT", route, times: 2 });
  t.match(await upgrade(), { roles_updated: false, outcome: "discord_unavailable", added: [], removed: [] });
  t.same(await discord.roles(member), [premiumRole]);
  await place(proRole, 9);
  t.match(await upgrade(), { roles_updated: false, outcome: "role_too_high", added: [], removed: [] });
  t.same(await discord.roles(member), [premiumRole], "also for good");
  await place(proRole, 2);
  t.match(await upgrade(), { outcome: "delivered", added: [proRole], removed: [premiumRole] });
});

t.test("a refusal that passes with time is not hidden by one that does not", async (t) => {
  const member = await discord.newMember();
  const route = "/guilds/:guild_id/members/:user_id/roles/:role_id";
  const both = () =>
    bot.client.call("rolesUpdate", { discord_id: member, plan: "pro", add_roles: [proRole, premiumRole] });
  await place(proRole, 9);
  t.match(await both(), { outcome: "role_too_high", added: [premiumRole] });
  await bot.client.call("rolesUpdate", { discord_id: member, plan: "free", remove_roles: [premiumRole] });
  await discord.fault({ kind: "status", method: "PUT", route, times: 2 });
  t.match(await both(), { outcome: "discord_unavailable", added: [] });
  await place(proRole, 2);
  t.match(await both(), { outcome: "delivered" });
});

t.test("an outage in the middle is retryable, and the next try finishes it", async (t) => {
  const member = await discord.newMember();
  const update = () => bot.client.call("rolesUpdate", { discord_id: member, plan: "premium", version: 1 });
  const route = "/guilds/:guild_id/members/:user_id";
  await discord.fault({ kind: "status", method: "GET", route, times: 2 });
  t.equal((await update()).outcome, "discord_unavailable");
  await discord.fault({ kind: "drop_after", method: "PUT", route: `${route}/roles/:role_id` });
  t.equal((await update()).outcome, "discord_unavailable", "the role was given, the answer lost");
  t.equal((await update()).outcome, "already_done");
  t.equal((await discord.roleWrites(member)).changes, 1);
});

t.test("two processes bring one member about one after the other", async (t) => {
  const member = await discord.newMember();
  const other = await startTestBot(t, { discord, plans, databaseUrl: bot.databaseUrl });
  const replies = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      (i % 2 ? bot : other).client.call("rolesUpdate", { discord_id: member, plan: "premium", version: 1 }),
    ),
  );
  const outcomes = replies.map(({ outcome }) => outcome);
  t.equal(outcomes.filter((outcome) => outcome === "delivered").length, 1);
  // On a slow machine some wait too long for their turn, and are told to come again.
  const expected = new Set<unknown>(["delivered", "already_done", "rate_limited"]);
  t.ok(outcomes.every((outcome) => expected.has(outcome)));
  t.same(await discord.roleWrites(member), { calls: 1, changes: 1 });
});
