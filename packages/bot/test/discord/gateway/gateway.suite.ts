import { seedIds } from "@moddy/sandbox";
import { sql } from "kysely";
import t, { type Test } from "tap";
import { openBreakableLink } from "../../../../../test/chaos/faults/rig/open-breakable-link.ts";
import { until } from "../../../../../test/support/until.ts";
import { startBackend } from "../../support/backend-stand-in.ts";
import { ageIdentifies, openBotDatabase } from "../../support/bot-database.ts";
import { type DiscordControl, startDiscord } from "../../support/sandbox-control.ts";
import { SECRET, startTestBot, type TestBot } from "../../support/start-test-bot.ts";

/** Discord takes one identify in five seconds, and so the bot spaces them. */
const IDENTIFY_SPACING_MS = 6_000;

async function startSandbox(t: Test, options?: Parameters<typeof startDiscord>[0]): Promise<DiscordControl> {
  const discord = await startDiscord(options);
  t.teardown(() => discord.sandbox.close());
  return discord;
}

const notify = async (bot: TestBot) =>
  (await bot.client.call("notify", { discord_id: seedIds.ada, action: "plan_upgraded" })).outcome;

t.test("the servers stand before Discord can be reached, and the session comes when it can", async (t) => {
  const earlier = await startDiscord();
  const port = Number(new URL(earlier.sandbox.url).port);
  await earlier.sandbox.close();
  const bot = await startTestBot(t, { discord: earlier, waitForReady: false });
  t.notOk(await bot.isHealthy());
  t.notOk(await bot.isReady());
  t.equal(await notify(bot), "bot_not_ready");
  await startSandbox(t, { port });
  await until("the bot is healthy", bot.isHealthy);
  t.ok(await bot.isReady());
  t.equal(await notify(bot), "delivered");
});

t.test("a session that is cut off is unhealthy until it is resumed", async (t) => {
  const discord = await startSandbox(t);
  const link = await openBreakableLink({ port: Number(new URL(discord.sandbox.url).port) });
  t.teardown(() => link.close());
  const bot = await startTestBot(t, { discord, env: { DISCORD_API_BASE: `http://127.0.0.1:${link.port}/api` } });
  t.ok(await bot.isHealthy());
  link.set("refuse");
  await until("the bot is unhealthy", async () => !(await bot.isHealthy()));
  link.set("pass");
  await until("the bot is healthy", bot.isHealthy);
  t.match(
    bot.log.findLast(({ event }) => event === "discord_ready"),
    { how: "resumed" },
  );
  t.match((await discord.counters()).gateway, { identifies: 1, connections: 1 });
});

for (const kind of ["terminate", "close", "reconnect"] as const) {
  t.test(`a session that is dropped by ${kind} is resumed`, async (t) => {
    const discord = await startSandbox(t);
    const bot = await startTestBot(t, { discord });
    await discord.control("POST", "/gateway/drop", { kind, resumable: true });
    await until("it was noticed", () => bot.log.some(({ event }) => event === "gateway_closed"));
    t.equal(await notify(bot), "delivered", "work goes on meanwhile");
    await until("it was resumed", () =>
      bot.log.some(({ event, how }) => event === "discord_ready" && how === "resumed"),
    );
    t.ok(await bot.isHealthy());
    t.match((await discord.counters()).gateway, { identifies: 1, connections: 1 });
  });
}

for (const kind of ["terminate", "invalid_session"] as const) {
  t.test(`a session that Discord has forgotten (${kind}) is replaced by a new one`, async (t) => {
    const discord = await startSandbox(t);
    const { db, url } = await openBotDatabase(t);
    const bot = await startTestBot(t, { discord, databaseUrl: url });
    await ageIdentifies(db, IDENTIFY_SPACING_MS);
    await discord.control("POST", "/gateway/drop", { kind, resumable: false });
    await until("there is a new session", async () => (await discord.counters()).gateway.identifies === 2);
    await until("the bot is healthy", bot.isHealthy);
  });
}

t.test("a connection whose heartbeats stay unanswered counts as dead, and is replaced", async (t) => {
  const discord = await startSandbox(t, { discord: { gateway: { heartbeatIntervalMs: 200, identifySpacingMs: 0 } } });
  const bot = await startTestBot(t, { discord });
  await discord.control("PATCH", "/gateway", { acknowledges_heartbeats: false });
  await until("the bot is unhealthy", async () => !(await bot.isHealthy()));
  await discord.control("PATCH", "/gateway", { acknowledges_heartbeats: true });
  await until("the bot is healthy", bot.isHealthy);
  t.equal((await discord.counters()).gateway.identifies, 1, "it was resumed");
});

t.test("a restart resumes the session", async (t) => {
  const discord = await startSandbox(t);
  const first = await startTestBot(t, { discord });
  await first.stop();
  const second = await startTestBot(t, { discord, databaseUrl: first.databaseUrl, waitForReady: false });
  await until("the bot is healthy", second.isHealthy);
  t.match((await discord.counters()).gateway, { identifies: 1, connections: 1 });
});

t.test("a refused token is explained, costs no identify, and is tried again", async (t) => {
  const discord = await startSandbox(t);
  await discord.control("PATCH", "/application", { token_valid: false });
  const bot = await startTestBot(t, { discord, waitForReady: false });
  const problem = await until("it is logged", () => bot.log.find(({ event }) => event === "gateway_problem"));
  t.match(problem, { code: "bad_token", level: "error", fix: /DISCORD_TOKEN/ });
  t.notOk(await bot.isHealthy());
  t.equal(await notify(bot), "bot_not_ready");
  t.equal((await discord.counters()).gateway.identifies, 0);
  await discord.control("PATCH", "/application", { token_valid: true });
  await until("the bot is healthy", bot.isHealthy);
  t.equal(bot.log.filter(({ event }) => event === "gateway_problem").length, 1, "said once");
});

t.test("a missing intent is explained, costs no identify, and is tried again", async (t) => {
  const discord = await startSandbox(t);
  await discord.control("PATCH", "/application", { intents: { members: false } });
  const bot = await startTestBot(t, { discord, waitForReady: false });
  const problem = await until("it is logged", () => bot.log.find(({ event }) => event === "gateway_problem"));
  t.match(problem, { code: "missing_intent", fix: /Server Members Intent/ });
  t.equal((await discord.counters()).gateway.identifies, 0);
  await discord.control("PATCH", "/application", { intents: { members: true } });
  await until("the bot is healthy", bot.isHealthy);
});

t.test("a token that is reset while the bot runs (4004) is explained", async (t) => {
  const discord = await startSandbox(t);
  const bot = await startTestBot(t, { discord });
  await discord.control("PATCH", "/application", { token_valid: false });
  const problem = await until("it is logged", () => bot.log.find(({ event }) => event === "gateway_problem"));
  t.match(problem, { code: "bad_token" });
  t.ok(bot.log.some(({ event, code }) => event === "gateway_closed" && code === 4004));
  t.notOk(await bot.isHealthy());
});

t.test("an intent that is taken away while the bot runs (4014) is explained", async (t) => {
  const discord = await startSandbox(t);
  const { db, url } = await openBotDatabase(t);
  const bot = await startTestBot(t, { discord, databaseUrl: url });
  await ageIdentifies(db, IDENTIFY_SPACING_MS);
  await discord.control("PATCH", "/application", { intents: { members: false } });
  await discord.control("POST", "/gateway/drop", { kind: "terminate", resumable: false });
  const problem = await until("it is logged", () => bot.log.find(({ event }) => event === "gateway_problem"));
  t.match(problem, { code: "missing_intent" });
  t.ok(bot.log.some(({ event, code }) => event === "gateway_closed" && code === 4014));
  t.notOk(await bot.isHealthy());
});

t.test("a database that breaks every connection costs no identify and no event", async (t) => {
  const discord = await startSandbox(t);
  const backend = await startBackend(SECRET, seedIds.ada);
  t.teardown(() => backend.close());
  const { db, url } = await openBotDatabase(t);
  const bot = await startTestBot(t, { discord, databaseUrl: url, env: { BACKEND_INTERNAL_URL: backend.url } });
  await sql`select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db);
  await discord.control("DELETE", `/guilds/${seedIds.guild}/members/${seedIds.ben}`);
  await until("the backend is told", () => backend.events.length === 1);
  await until("the bot is healthy", bot.isHealthy);
  t.equal(await notify(bot), "delivered");
  t.match((await discord.counters()).gateway, { identifies: 1, connections: 1 });
});
