import { DiscordAPIError, Events } from "discord.js";
import t from "tap";
import { seedIds } from "../../src/index.ts";
import { control, login, startSandbox } from "./start.ts";

t.test("discord.js logs in, finds the guild, sends a DM and adds a role", async (t) => {
  const sandbox = await startSandbox(t);
  const client = await login(t, sandbox);
  t.equal(client.user.id, seedIds.bot);

  const guild = await client.guilds.fetch(seedIds.guild);
  const member = await guild.members.fetch(seedIds.ada);
  t.equal(member.user.username, "ada");

  const message = await member.send({ content: "hello", nonce: "first", enforceNonce: true });
  const again = await member.send({ content: "hello", nonce: "first", enforceNonce: true });
  t.equal(again.id, message.id, "an enforced nonce gives the first message back");

  const updated = new Promise((resolve) =>
    client.once(Events.GuildMemberUpdate, (_old, now) => resolve(now.roles.cache.has(seedIds.premiumRole))),
  );
  await member.roles.add(seedIds.premiumRole, "paid");
  t.equal(await updated, true);
  const fresh = await member.fetch(true);
  t.equal(fresh.roles.cache.has(seedIds.premiumRole), true);
});

t.test("a closed DM is 50007 and a role above the bot 50013", async (t) => {
  const sandbox = await startSandbox(t);
  const client = await login(t, sandbox);
  const guild = await client.guilds.fetch(seedIds.guild);
  const cleo = await guild.members.fetch(seedIds.cleo);
  await t.rejects(cleo.send("hello"), { code: 50007, status: 403 });
  const thrown = await cleo.roles.add(seedIds.botRole).catch((error: unknown) => error);
  t.ok(thrown instanceof DiscordAPIError);
  t.match(thrown, { code: 50013 });
});

t.test("a message whose reply is lost can be sent again and is stored once", async (t) => {
  const sandbox = await startSandbox(t);
  const client = await login(t, sandbox);
  const dm = await client.users.createDM(seedIds.ada);
  const route = "/channels/:channel_id/messages";
  sandbox.faults.add({ target: "discord", method: "POST", route, kind: "drop_after" });
  sandbox.faults.add({ target: "discord", method: "POST", route, kind: "status", status: 502 });
  sandbox.faults.add({ target: "discord", method: "POST", route, kind: "rate_limit", retry_after: 0.01 });
  const send = () => dm.send({ content: "paid", nonce: "delivery-1", enforceNonce: true });
  await t.rejects(send(), { code: "UND_ERR_SOCKET" }, "discord.js leaves a lost answer to its caller");
  await send();
  const { body } = await control(sandbox, "GET", `/discord/users/${seedIds.ada}`);
  t.match(body.dm.messages, [{ content: "paid", nonce: "delivery-1" }]);
  t.equal(body.dm.messages.length, 1);
  const { calls } = (await control(sandbox, "GET", "/discord/calls")).body;
  const posts = calls.filter(
    ({ method, route: of }: { method: string; route: string }) => method === "POST" && of === route,
  );
  t.same(
    posts.map(({ fault }: { fault: string | null }) => fault),
    ["drop_after", "status", "rate_limit", null],
  );
});

t.test("discord.js keeps many role changes within Discord's rate limits", async (t) => {
  const sandbox = await startSandbox(t);
  const client = await login(t, sandbox);
  const path = "PUT /guilds/:guild_id/members/:user_id/roles/:role_id";
  await control(sandbox, "PATCH", "/discord/rate-limits", { routes: { [path]: { limit: 2, window_ms: 100 } } });
  const guild = await client.guilds.fetch(seedIds.guild);
  await Promise.all(
    [seedIds.owner, seedIds.ada, seedIds.ben, seedIds.cleo].map((user) =>
      guild.members.addRole({ user, role: seedIds.premiumRole }),
    ),
  );
  const { body } = await control(sandbox, "GET", "/discord/counters");
  t.same(body.rest.by_route[path], { calls: 4, statuses: { 204: 4 } }, "none of them was refused");
});
