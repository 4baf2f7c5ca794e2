import { seedIds } from "@moddy/sandbox";
import t, { type Test } from "tap";
import { until } from "../../../../test/support/until.ts";
import { startBackend } from "../support/backend-stand-in.ts";
import { type DiscordControl, startDiscord } from "../support/sandbox-control.ts";
import { SECRET, startTestBot, type TestBot } from "../support/start-test-bot.ts";

interface Interaction {
  readonly state: string;
  readonly ephemeral: boolean;
  readonly message: { content: string } | null;
}

const { ada, ben, cleo, owner, guild, premiumRole, proRole } = seedIds;

const give = (discord: DiscordControl, command: string, user_id: string, options: object = {}) =>
  discord.control<Interaction>("POST", "/interactions", { command, user_id, options, wait_ms: 60_000 });
const registered = async (discord: DiscordControl) =>
  (await discord.control<{ commands: { name: string }[] }>("GET", "/state")).commands.map(({ name }) => name);

async function start(
  t: Test,
  backendUrl?: string,
  now: () => number = Date.now,
): Promise<{ discord: DiscordControl; bot: TestBot }> {
  // Time stands still at this Discord: an answer is due in three seconds, however slow the machine.
  const time = Date.now();
  const discord = await startDiscord({ now: () => time });
  t.teardown(() => discord.sandbox.close());
  const env: Record<string, string> = backendUrl === undefined ? {} : { BACKEND_INTERNAL_URL: backendUrl };
  const bot = await startTestBot(t, { discord, env, now });
  await until("the commands are registered", async () => (await registered(discord)).length === 3);
  return { discord, bot };
}

t.test("/account and /sync answer the user alone, and the backend gets an event", async (t) => {
  const backend = await startBackend(SECRET, ada);
  t.teardown(() => backend.close());
  const { discord } = await start(t, backend.url);

  const known = await give(discord, "account", ada);
  t.match(known, { state: "answered", ephemeral: true });
  t.match(known.message?.content, /monthly subscription \(\$4\.99\) is active/);
  const unknown = await give(discord, "account", ben);
  t.match(unknown.message?.content, /no account/);
  t.match((await give(discord, "sync", ada)).message?.content, /roles/);

  const events = await until("the backend is told", () => backend.events.length >= 4 && backend.events);
  t.match(
    events.filter(({ discord_id: id }) => id === ada),
    [
      { event_type: "command_used", metadata: { command: "account" } },
      { event_type: "command_used", metadata: { command: "sync" } },
      { event_type: "role_updated", metadata: { reason: "sync_command" } },
    ],
  );
});

t.test("/account says so when the backend cannot be asked", async (t) => {
  const { discord } = await start(t);
  const reply = await give(discord, "account", ada);
  t.match(reply, { state: "answered", ephemeral: true });
  t.match(reply.message?.content, /try again/);
});

t.test("/roles shows staff which roles of a member Moddy gave, which staff gave, and what the plan says", async (t) => {
  const { discord, bot } = await start(t);
  await discord.control("PUT", `/guilds/${guild}/members/${ben}/roles/${proRole}`);
  await bot.client.call("rolesUpdate", { discord_id: ben, plan: "premium" });
  const ofBen = await give(discord, "roles", owner, { member: ben });
  t.match(ofBen, { state: "answered", ephemeral: true });
  t.match(ofBen.message?.content, new RegExp(`<@&${premiumRole}>: given by Moddy on <t:\\d+:f>; the plan gives it`));
  t.match(ofBen.message?.content, `<@&${proRole}>: given by hand`);
  t.match(ofBen.message?.content, "Plan: Premium.");
  const ofCleo = await give(discord, "roles", owner, { member: cleo });
  t.match(ofCleo.message?.content, /holds no role of a plan[^]+Plan: not known yet/);
  await t.rejects(give(discord, "roles", ada, { member: ben }), /403/, "for staff alone");
  await discord.control("DELETE", `/guilds/${guild}/members/${ben}`);
  t.match((await give(discord, "roles", owner, { member: ben })).message?.content, "not a member");
});

t.test("who uses a command again and again hears when it works again, and nobody else waits", async (t) => {
  const backend = await startBackend(SECRET, ada);
  t.teardown(() => backend.close());
  let time = Date.now();
  const { discord } = await start(t, backend.url, () => time);
  for (let use = 0; use < 3; use++) t.match((await give(discord, "sync", ada)).message?.content, /checking/);
  const tooOften = await give(discord, "sync", ada);
  t.match(tooOften, { state: "answered", ephemeral: true });
  t.match(tooOften.message?.content, `You can use it again <t:${Math.ceil(time / 1000) + 60}:R>.`);
  t.match((await give(discord, "sync", ben)).message?.content, /checking/, "another user");
  t.match((await give(discord, "account", ada)).message?.content, /linked/, "another command");
  time += 59_000;
  t.match((await give(discord, "sync", ada)).message?.content, /again/);
  time += 1_000;
  t.match((await give(discord, "sync", ada)).message?.content, /checking/);
  const count = (type: string) => backend.events.filter(({ event_type }) => event_type === type).length;
  await until("the backend is told of each use", () => count("command_used") === 8 && count("role_updated") >= 5);
  t.equal(count("role_updated"), 5, "roles are sent again only for those that were answered");
});

t.test("commands that are registered already are not registered again", async (t) => {
  const { discord, bot } = await start(t);
  t.same((await registered(discord)).toSorted(), ["account", "roles", "sync"]);
  await bot.stop();
  const mark = await discord.mark();
  const again = await startTestBot(t, { discord, databaseUrl: bot.databaseUrl });
  const route = "/applications/:application_id/guilds/:guild_id/commands";
  await until("they were looked at", async () => (await discord.callsSince(mark)).includes(`200 GET ${route}`));
  await again.stop();
  t.notOk((await discord.callsSince(mark)).some((call) => call.includes(`PUT ${route}`)));
});
