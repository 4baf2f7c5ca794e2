import { fileURLToPath } from "node:url";
import { BOT_STEPS } from "@moddy/bot";
import { seedIds } from "@moddy/sandbox";
import t, { type Test } from "tap";
import { until } from "../../../../test/support/until.ts";
import { startBackend } from "../support/backend-stand-in.ts";
import { createBotDatabase } from "../support/bot-database.ts";
import { environmentFor, startBotProcess } from "../support/bot-process.ts";
import { type DiscordControl, startDiscord } from "../support/sandbox-control.ts";
import { SECRET, startTestBot, type TestBot } from "../support/start-test-bot.ts";

const { ada, ben, guild, premiumRole, proRole } = seedIds;
const PLANS_FILE = fileURLToPath(new URL("../../../../plans.json", import.meta.url));
const killed = { code: "connection_reset" };

/** A bot beside the one that dies. */
interface Pair {
  readonly discord: DiscordControl;
  readonly survivor: TestBot;
}

async function startCrashing(t: Test, discord: DiscordControl, databaseUrl: string, step: string) {
  const env = { ...environmentFor(discord, databaseUrl), PLANS_FILE, CRASH_AT: step };
  const crashing = startBotProcess(t, "crashing", env);
  return { ended: crashing.ended, client: await crashing.client() };
}

async function dieNotifying(t: Test, { discord, survivor }: Pair, step: string): Promise<void> {
  const dying = await startCrashing(t, discord, survivor.databaseUrl, step);
  const discord_id = await discord.newMember();
  const request = { discord_id, action: "subscription_created", plan: "premium" } as const;
  await t.rejects(dying.client.call("notify", request, { idempotencyKey: discord_id, retry: false }), killed);
  t.equal(await dying.ended, "SIGKILL");
  const reply = await survivor.client.call("notify", request, { idempotencyKey: discord_id });
  t.match(reply, { success: true, notification_sent: true });
  t.equal((await discord.dm(discord_id)).length, 1);
}

async function dieChangingRoles(t: Test, { discord, survivor }: Pair, step: string): Promise<void> {
  const dying = await startCrashing(t, discord, survivor.databaseUrl, step);
  const discord_id = await discord.newMember();
  await survivor.client.call("rolesUpdate", { discord_id, plan: "premium", version: 1 });
  t.same(await discord.roles(discord_id), [premiumRole]);
  const request = { discord_id, plan: "pro", version: 2 };
  await t.rejects(dying.client.call("rolesUpdate", request, { idempotencyKey: discord_id, retry: false }), killed);
  t.equal(await dying.ended, "SIGKILL");
  const reply = await survivor.client.call("rolesUpdate", request, { idempotencyKey: discord_id });
  t.match(reply, { success: true, roles_updated: true });
  t.same(await discord.roles(discord_id), [proRole]);
  t.same(await discord.roleWrites(discord_id), { calls: 3, changes: 3 }, "each write was made once");
}

async function dieHearingOfAMember(t: Test, step: string): Promise<void> {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const databaseUrl = await createBotDatabase(t);
  const dying = await startCrashing(t, discord, databaseUrl, step);
  await discord.control("DELETE", `/guilds/${guild}/members/${ben}`);
  t.equal(await dying.ended, "SIGKILL");
  const backend = await startBackend(SECRET, ada);
  t.teardown(() => backend.close());
  await startTestBot(t, { discord, databaseUrl, env: { BACKEND_INTERNAL_URL: backend.url } });
  await discord.control("DELETE", `/guilds/${guild}/members/${ada}`);
  const events = await until("the backend is told", () => backend.events.length >= 2 && backend.events);
  const left = events.filter(({ event_type: type }) => type === "member_left");
  t.same(left.map(({ discord_id: id }) => id).toSorted(), [ada, ben], "each once");
  t.equal((await discord.counters()).gateway.identifies, 1, "the session was resumed");
}

t.test("a process that is killed at any step leaves nothing lost and nothing doubled", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const survivor = await startTestBot(t, { discord });
  t.jobs = 2;
  for (const step of BOT_STEPS) {
    t.test(step, { buffered: true }, async (t) => {
      if (step.startsWith("gateway.")) await dieHearingOfAMember(t, step);
      else if (step.startsWith("roles.")) await dieChangingRoles(t, { discord, survivor }, step);
      else await dieNotifying(t, { discord, survivor }, step);
    });
  }
});
