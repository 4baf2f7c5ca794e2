import { seedIds } from "@moddy/sandbox";
import t, { type Test } from "tap";
import { until } from "../../../../../test/support/until.ts";
import { startBackend } from "../../support/backend-stand-in.ts";
import { ageIdentifies, createBotDatabase, openBotDatabase } from "../../support/bot-database.ts";
import { environmentFor, startBotProcess } from "../../support/bot-process.ts";
import { type DiscordControl, startDiscord } from "../../support/sandbox-control.ts";
import { SECRET, startTestBot, type TestBot } from "../../support/start-test-bot.ts";

const { ada, ben, guild } = seedIds;
const HALF_HOUR_MS = 30 * 60_000;
const RESTARTS = 20;

async function startSandbox(t: Test): Promise<DiscordControl> {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  return discord;
}

const notify = async (bot: TestBot) =>
  (await bot.client.call("notify", { discord_id: ada, action: "plan_upgraded" })).outcome;
const resumed = (bot: TestBot) =>
  until("it holds the session", () => bot.log.some(({ event, how }) => event === "discord_ready" && how === "resumed"));
const oneSession = { identifies: 1, connections: 1 };

t.test("of two processes one holds the session, both work, and the other takes it over", async (t) => {
  const discord = await startSandbox(t);
  const first = await startTestBot(t, { discord });
  const second = await startTestBot(t, { discord, databaseUrl: first.databaseUrl });
  t.ok(await second.isHealthy());
  t.equal(await notify(second), "delivered");
  t.match((await discord.counters()).gateway, oneSession);
  await first.stop();
  t.equal(await notify(second), "delivered", "also while the session changes hands");
  await resumed(second);
  t.match((await discord.counters()).gateway, oneSession);
});

t.test("the session of a process that is killed is taken over", async (t) => {
  const discord = await startSandbox(t);
  const databaseUrl = await createBotDatabase(t);
  const holder = startBotProcess(t, "main", environmentFor(discord, databaseUrl));
  await holder.client();
  const other = await startTestBot(t, { discord, databaseUrl });
  holder.child.kill("SIGKILL");
  await resumed(other);
  t.ok(await other.isHealthy());
  t.match((await discord.counters()).gateway, oneSession);
});

t.test("twenty rolling restarts cost one identify, and no call and no event", async (t) => {
  const discord = await startSandbox(t);
  const backend = await startBackend(SECRET, ada);
  t.teardown(() => backend.close());
  const databaseUrl = await createBotDatabase(t);
  const start = () => startTestBot(t, { discord, databaseUrl, env: { BACKEND_INTERNAL_URL: backend.url } });
  const outcomes: unknown[] = [];
  let current = await start();
  for (let i = 0; i < RESTARTS; i++) {
    const next = await start();
    const member = `/guilds/${guild}/members/${ben}`;
    const moving = i % 2 === 0 ? discord.control("DELETE", member) : discord.control("PUT", member, {});
    const stopping = current.stop();
    outcomes.push(await notify(next));
    await Promise.all([stopping, moving]);
    current = next;
  }
  t.same(new Set(outcomes), new Set(["delivered"]));
  t.equal((await discord.dm(ada)).length, RESTARTS);
  const events = await until("the backend is told", () => backend.events.length >= RESTARTS && backend.events);
  const expected = Array.from({ length: RESTARTS }, (_, i) => (i % 2 === 0 ? "member_left" : "member_joined"));
  t.same(
    events.map(({ event_type: type }) => type),
    expected,
    "each once and in order",
  );
  t.equal((await discord.counters()).gateway.identifies, 1);
});

t.test("a storm of restarts does not burn the day's identifies, whatever the machine's clock says", async (t) => {
  const discord = await startSandbox(t);
  const { db, url } = await openBotDatabase(t);
  const hourAhead = () => Date.now() + 2 * HALF_HOUR_MS;
  const first = await startTestBot(t, { discord, databaseUrl: url, now: hourAhead });
  await first.stop();
  const { token } = await db.selectFrom("gateway_identifies").select("token").executeTakeFirstOrThrow();
  const burnt = Array.from({ length: 19 }, () => ({ token, at: new Date() }));
  await db.insertInto("gateway_identifies").values(burnt).execute();
  await discord.control("POST", "/gateway/drop", { kind: "terminate", resumable: false });
  await db.updateTable("gateway_sessions").set({ session_id: null, alive_at: null }).execute();

  const bot = await startTestBot(t, { discord, databaseUrl: url, waitForReady: false });
  await until("it waits", () => bot.log.some(({ event }) => event === "identify_delayed"));
  t.equal((await discord.counters()).gateway.identifies, 1);
  t.notOk(await bot.isHealthy());
  await ageIdentifies(db, HALF_HOUR_MS);
  await until("the bot is healthy", bot.isHealthy);
  t.equal((await discord.counters()).gateway.identifies, 2);
});
