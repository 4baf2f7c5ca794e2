import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { until } from "../../../../../test/support/until.ts";
import { startSilentProxy } from "../../../../delivery/test/support/silent-proxy.ts";
import { startBackend } from "../../support/backend-stand-in.ts";
import { createBotDatabase } from "../../support/bot-database.ts";
import { environmentFor, startBotProcess } from "../../support/bot-process.ts";
import { startDiscord } from "../../support/sandbox-control.ts";
import { SECRET, startTestBot } from "../../support/start-test-bot.ts";

const { ada, ben, guild } = seedIds;
/** The lease of a process that says nothing runs out after 15 s. */
const LEASE_MS = 60_000;

t.test("a holder that hangs loses the session, and does no harm when it goes on", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const backend = await startBackend(SECRET, ada);
  t.teardown(() => backend.close());
  const databaseUrl = await createBotDatabase(t);
  const env = { BACKEND_INTERNAL_URL: backend.url };
  const holder = startBotProcess(t, "main", { ...environmentFor(discord, databaseUrl), ...env });
  await holder.client();
  const other = await startTestBot(t, { discord, databaseUrl, env });

  holder.child.kill("SIGSTOP");
  await discord.control("DELETE", `/guilds/${guild}/members/${ben}`);
  const isResumed = () => other.log.some(({ event, how }) => event === "discord_ready" && how === "resumed");
  await until("the other holds the session", isResumed, { withinMs: LEASE_MS });
  const events = await until("the backend is told", () => backend.events.length > 0 && backend.events);
  t.match(events, [{ event_type: "member_left", discord_id: ben }]);

  holder.child.kill("SIGCONT");
  await until("it hears of it", () => holder.output.some((line) => line.includes("locks_lost")));
  t.ok(await other.isHealthy());
  holder.child.kill("SIGTERM");
  t.equal(await holder.ended, 0);
  t.ok(await other.isHealthy());
  t.match((await discord.counters()).gateway, { identifies: 1, connections: 1 });
  t.equal(events.length, 1);
});

t.test("a holder that is cut off from the database lets the session go before another takes it", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const databaseUrl = await createBotDatabase(t);
  const line = await startSilentProxy(databaseUrl);
  t.teardown(() => line.close());
  const holder = await startTestBot(t, { discord, databaseUrl: line.url });
  const other = await startTestBot(t, { discord, databaseUrl });

  line.fallSilent();
  const isClosed = () => holder.log.some(({ event }) => event === "gateway_closed");
  await until("the holder lets go", isClosed, { withinMs: LEASE_MS });
  t.ok(holder.log.some(({ event }) => event === "locks_lost"));
  const isResumed = () => other.log.some(({ event, how }) => event === "discord_ready" && how === "resumed");
  t.notOk(isResumed(), "there were never two");
  await until("the other holds the session", isResumed, { withinMs: LEASE_MS });
  t.match((await discord.counters()).gateway, { identifies: 1, connections: 1 });
});
