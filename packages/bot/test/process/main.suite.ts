import { createServer } from "node:net";
import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { createTestDatabase } from "../../../../test/support/database.ts";
import { until } from "../../../../test/support/until.ts";
import { migrations } from "../../src/store/migrations.ts";
import { createBotDatabase } from "../support/bot-database.ts";
import { environmentFor, startBotProcess } from "../support/bot-process.ts";
import { startDiscord } from "../support/sandbox-control.ts";
import { SECRET, startTestBot } from "../support/start-test-bot.ts";

t.test("SIGTERM ends the bot cleanly: what runs is finished, the session is left to be resumed", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const bot = startBotProcess(t, "main", environmentFor(discord, await createBotDatabase(t)));
  const client = await bot.client();
  await discord.fault({ kind: "delay", delay_ms: 500, route: "/channels", method: "POST" });
  const running = client.call("notify", { discord_id: seedIds.ada, action: "plan_upgraded", plan: "pro" });
  const posting = (call: string) => call.startsWith("lost POST /channels");
  await until("the call is under way", async () => (await discord.callsSince(0)).some(posting));
  bot.child.kill("SIGTERM");
  t.match(await running, { notification_sent: true });
  t.equal(await bot.ended, 0);
  const { sessions } = await discord.control<{ sessions: { connected: boolean }[] }>("GET", "/gateway");
  t.match(sessions, [{ connected: false }], "still there, and let go");
  t.match(bot.output.at(-1), /shutdown_finished/);
  t.notMatch(bot.output.join("\n"), new RegExp(`${SECRET}|${discord.sandbox.discord.token}|${seedIds.ada}`));
});

t.test("everything that is wrong with the environment is named together, and no value is shown", async (t) => {
  const env = { DISCORD_TOKEN: "token", MODDY_GUILD_ID: "my-guild", INTERNAL_API_SECRET: "short-secret", PORT: "http" };
  const bot = startBotProcess(t, "main", env);
  t.equal(await bot.ended, 1);
  const output = bot.output.join("\n");
  for (const name of ["MODDY_GUILD_ID", "INTERNAL_API_SECRET", "PORT", "DATABASE_URL"]) t.match(output, name);
  t.notMatch(output, /my-guild|short-secret|at .*\.ts:/);
});

t.test("a bot that would know no managed role does not start", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const { MODDY_PREMIUM_ROLE_ID: _, ...env } = environmentFor(discord, await createBotDatabase(t));
  const without = startBotProcess(t, "main", env);
  const absent = startBotProcess(t, "main", { ...env, PLANS_FILE: "/nowhere/plans.json" });
  t.same(await Promise.all([without.ended, absent.ended]), [1, 1]);
  t.match(without.output.join("\n"), /PLANS_FILE.*MODDY_PREMIUM_ROLE_ID/);
  t.match(absent.output.join("\n"), /PLANS_FILE/);
});

t.test("before a deployment the database is made and brought up to date, and the bot then starts on it", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const database = await createTestDatabase();
  await database.drop();
  t.teardown(() => database.drop());
  const migrating = startBotProcess(t, "migrate", environmentFor(discord, database.url));
  t.equal(await migrating.ended, 0);
  const said = JSON.parse(migrating.output.at(-1) ?? "") as { event: string; applied: string[] };
  t.equal(said.event, "database_migrated");
  t.same(said.applied.toSorted(), Object.keys(migrations).toSorted());
  await startTestBot(t, { discord, databaseUrl: database.url });
});

t.test("a taken port stops the start and is named", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const holder = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => holder.once("listening", resolve));
  t.teardown(() => holder.close());
  const address = holder.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const env = { ...environmentFor(discord, await createBotDatabase(t)), INTERNAL_PORT: String(port) };
  const bot = startBotProcess(t, "main", env);
  t.equal(await bot.ended, 1);
  t.match(bot.output.join("\n"), new RegExp(`Port ${port} .*is taken`));
});
