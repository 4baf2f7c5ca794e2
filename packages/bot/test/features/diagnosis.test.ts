import { seedIds } from "@moddy/sandbox";
import { CONTRACT_VERSION } from "@moddy/schemas";
import t from "tap";
import { startBackend } from "../support/backend-stand-in.ts";
import { startDiscord } from "../support/sandbox-control.ts";
import { SECRET, startTestBot } from "../support/start-test-bot.ts";

t.test("what the bot says about itself", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const backend = await startBackend(SECRET, seedIds.ada);
  t.teardown(() => backend.close());
  const bot = await startTestBot(t, { discord, env: { BACKEND_INTERNAL_URL: backend.url } });
  const headers = { authorization: `Bearer ${SECRET}` };

  const health = await fetch(`${bot.internalUrl}/internal/health`, { headers });
  t.equal(await health.text(), '{"status":"healthy","service":"discord-bot","version":"1.2.3"}');
  t.equal((await fetch(`${bot.publicUrl}/internal/health`, { headers })).status, 404);
  t.equal((await fetch(`${bot.publicUrl}/livez`)).status, 200);

  const echo = await bot.client.call("echo", { call_back: true });
  t.match(echo, {
    service: "discord-bot",
    contract_version: CONTRACT_VERSION,
    secret: "current",
    peer: { reached: true },
  });
  await backend.close();
  const alone = await bot.client.call("echo", { call_back: true });
  t.match(alone.peer, { reached: false, code: "connection_refused" });
  t.equal((await bot.client.call("echo", {})).peer, null);

  await bot.client.call("notify", { discord_id: seedIds.ada, action: "plan_upgraded" });
  const metrics = await (await fetch(`${bot.internalUrl}/internal/metrics`, { headers })).text();
  t.match(metrics, /moddy_discord_calls_total\{method="POST",route="\/channels\/:id\/messages",status="200"\} 1/);
});
