import { DiscordAPIError, Events } from "discord.js";
import t from "tap";
import { seedIds } from "../../src/index.ts";
import { login, startSandbox } from "./start.ts";

t.test("logs in, finds the guild, writes a DM and gives a role", async (t) => {
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
