import { seedIds } from "@moddy/sandbox";
import t from "tap";
import { createBotDatabase } from "../support/bot-database.ts";
import { environmentFor, startBotProcess } from "../support/bot-process.ts";
import { startDiscord } from "../support/sandbox-control.ts";
import { startTestBot } from "../support/start-test-bot.ts";

const { ada, ben, premiumRole } = seedIds;

t.test("a process that is killed in the middle leaves nothing lost and nothing doubled", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const databaseUrl = await createBotDatabase(t);
  const survivor = await startTestBot(t, { discord, databaseUrl });
  const startCrashing = async (step: string) => {
    const crashing = startBotProcess(t, "crashing", { ...environmentFor(discord, databaseUrl), CRASH_AT: step });
    return { ...crashing, client: await crashing.client() };
  };

  for (const step of ["notify.intended", "notify.sent"]) {
    const { client, ended } = await startCrashing(step);
    const notify = { discord_id: ada, action: "subscription_created", plan: "premium" } as const;
    const idempotencyKey = step.replace(".", "-");
    const before = (await discord.dm(ada)).length;
    await t.rejects(client.call("notify", notify, { idempotencyKey, retry: false }), { code: "connection_reset" });
    t.equal(await ended, "SIGKILL");
    const reply = await survivor.client.call("notify", notify, { idempotencyKey });
    t.match(reply, { success: true, notification_sent: true }, step);
    t.equal((await discord.dm(ada)).length, before + 1, step);
  }

  const { client, ended } = await startCrashing("roles.changed");
  const roles = { discord_id: ben, plan: "premium", version: 1 };
  await t.rejects(client.call("rolesUpdate", roles, { idempotencyKey: "roles", retry: false }), {
    code: "connection_reset",
  });
  t.equal(await ended, "SIGKILL");
  const reply = await survivor.client.call("rolesUpdate", roles, { idempotencyKey: "roles" });
  t.match(reply, { success: true, roles_updated: true });
  t.same(await discord.roles(ben), [premiumRole]);
  t.equal((await discord.roleWrites(ben)).calls, 1);
});
