import { HttpError } from "@moddy/internal-api/client";
import { seedIds } from "@moddy/sandbox";
import { notifyAction } from "@moddy/schemas";
import t, { type Test } from "tap";
import { type DiscordControl, startDiscord } from "../support/sandbox-control.ts";
import { startTestBot, type TestBot, type TestBotOptions } from "../support/start-test-bot.ts";

const HOUR_MS = 60 * 60_000;
const POST = "POST /channels/:channel_id/messages";
const created = { discord_id: seedIds.ada, action: "subscription_created", plan: "premium" } as const;

async function start(
  t: Test,
  options: Omit<TestBotOptions, "discord"> = {},
): Promise<{ discord: DiscordControl; bot: TestBot }> {
  const discord = await startDiscord({ ...(options.now && { now: options.now }) });
  t.teardown(() => discord.sandbox.close());
  return { discord, bot: await startTestBot(t, { discord, ...options }) };
}

t.test("a message arrives once, and is said to have arrived", async (t) => {
  const { bot, discord } = await start(t);
  const first = await bot.client.call("notify", created, { idempotencyKey: "first" });
  t.match(first, { success: true, notification_sent: true, outcome: "delivered", rungs: [{ rung: "dm" }] });
  const again = await bot.client.call("notify", created, { idempotencyKey: "first" });
  t.same(again, first, "the same key gives the same reply");
  const messages = await discord.dm(seedIds.ada);
  t.equal(messages.length, 1);
  t.match(messages[0]?.content, /Premium/);
  t.equal(messages[0]?.nonce?.length, 25);
});

t.test("every action has a text of its own, with the plan's name and without", async (t) => {
  const { bot, discord } = await start(t);
  for (const action of notifyAction.options) {
    for (const plan of ["pro", null]) {
      const reply = await bot.client.call("notify", { discord_id: seedIds.ada, action, plan });
      t.equal(reply.outcome, "delivered");
    }
  }
  const texts = (await discord.dm(seedIds.ada)).map(({ content }) => content);
  t.equal(new Set(texts).size, 2 * notifyAction.options.length);
  t.equal(texts.filter((text) => text.includes("**Pro**")).length, notifyAction.options.length);
  t.notMatch(texts.join(), seedIds.ada, "no id in a text");
});

t.test("the second message to a user costs one call", async (t) => {
  const { bot, discord } = await start(t);
  await bot.client.call("notify", created);
  const mark = await discord.mark();
  await bot.client.call("notify", created);
  t.same(await discord.callsSince(mark), [`200 ${POST}`]);
});

t.test("a closed DM is final, and is not knocked at again for a day", async (t) => {
  let time = Date.now();
  const { bot, discord } = await start(t, { now: () => time });
  const request = { ...created, discord_id: seedIds.cleo };
  const first = await bot.client.call("notify", request);
  t.match(first, { success: false, notification_sent: false, outcome: "dm_closed" });

  const mark = await discord.mark();
  t.equal((await bot.client.call("notify", request)).outcome, "dm_closed");
  t.same(await discord.callsSince(mark), [], "no call was made");

  await discord.control("PATCH", `/users/${seedIds.cleo}`, { accepts_dms: true });
  time += 25 * HOUR_MS;
  t.equal((await bot.client.call("notify", request)).outcome, "delivered");
});

t.test("users who cannot be written to are told apart", async (t) => {
  const { bot, discord } = await start(t);
  const unknown = await bot.client.call("notify", { ...created, discord_id: "1099999999999999999" });
  t.equal(unknown.outcome, "unknown_user");
  await discord.control("DELETE", `/users/${seedIds.ben}/mutual-guilds`);
  const stranger = await bot.client.call("notify", { ...created, discord_id: seedIds.ben });
  t.equal(stranger.outcome, "no_mutual_guild");
});

t.test("whoever joins can be written to at once, whatever was remembered", async (t) => {
  const { bot, discord } = await start(t);
  await discord.control("DELETE", `/users/${seedIds.ben}/mutual-guilds`);
  const request = { ...created, discord_id: seedIds.ben };
  t.equal((await bot.client.call("notify", request)).outcome, "no_mutual_guild");
  await discord.control("PUT", `/guilds/${seedIds.guild}/members/${seedIds.ben}`, {});
  let outcome: string | undefined;
  for (let tries = 0; tries < 200 && outcome !== "delivered"; tries++) {
    ({ outcome } = await bot.client.call("notify", request));
  }
  t.equal(outcome, "delivered");
});

t.test("where the DM is closed, the user is mentioned in the fallback channel", async (t) => {
  const { bot, discord } = await start(t, { env: { MODDY_FALLBACK_CHANNEL_ID: seedIds.announcements } });
  const reply = await bot.client.call("notify", { ...created, discord_id: seedIds.cleo }, { idempotencyKey: "cleo" });
  t.match(reply, {
    success: true,
    notification_sent: true,
    outcome: "delivered",
    rungs: [
      { rung: "dm", outcome: "dm_closed" },
      { rung: "channel", outcome: "delivered" },
    ],
  });
  const [message] = await discord.channel(seedIds.announcements);
  t.match(message?.content, new RegExp(`^<@${seedIds.cleo}> `));
  t.same(message?.mentions.userIds, [seedIds.cleo]);
});

t.test("a fallback channel that refuses the bot is left alone", async (t) => {
  const { bot, discord } = await start(t, { env: { MODDY_FALLBACK_CHANNEL_ID: seedIds.announcements } });
  await discord.control("PUT", `/channels/${seedIds.announcements}/overwrites`, {
    overwrites: [{ id: seedIds.botRole, type: "role", allow: [], deny: ["SendMessages"] }],
  });
  const reply = await bot.client.call("notify", { ...created, discord_id: seedIds.cleo });
  t.match(reply, {
    success: false,
    outcome: "dm_closed",
    rungs: [{}, { rung: "channel", outcome: "missing_permission" }],
  });
  const mark = await discord.mark();
  await bot.client.call("notify", { ...created, discord_id: seedIds.cleo });
  t.same(await discord.callsSince(mark), []);
});

t.test("what Discord puts off is tried again under the same key, and arrives once", async (t) => {
  const { bot, discord } = await start(t);
  const send = () => bot.client.call("notify", created, { idempotencyKey: "put-off" });
  await discord.fault({ kind: "rate_limit", route: "/channels", method: "POST", retry_after: 60 });
  t.match(await send(), { success: false, notification_sent: false, outcome: "rate_limited" });
  await discord.control("PATCH", "/rate-limits", { enabled: false });
  const restarted = await startTestBot(t, { discord, databaseUrl: bot.databaseUrl });
  const reply = await restarted.client.call("notify", created, { idempotencyKey: "put-off" });
  t.equal(reply.outcome, "delivered");
  t.equal((await discord.dm(seedIds.ada)).length, 1);
});

for (const kind of ["status", "drop_before", "drop_after", "truncate", "garbage"] as const) {
  t.test(`a message whose call ends in ${kind} arrives once in the end`, async (t) => {
    let time = Date.now();
    const { bot, discord } = await start(t, { now: () => time });
    const send = () => bot.client.call("notify", created, { idempotencyKey: "hurt" });
    // discord.js itself tries a server's error once more.
    await discord.fault({ kind, route: "/channels", method: "POST", times: kind === "status" ? 2 : 1 });
    const hurt = await send();
    t.match(hurt, { success: false, outcome: "discord_unavailable" });
    time += HOUR_MS;
    t.equal((await send()).outcome, "delivered", "also when Discord has forgotten the nonce");
    t.equal((await discord.dm(seedIds.ada)).length, 1);
  });
}

t.test("a lost answer is not mistaken for another delivery's message of the same text", async (t) => {
  let time = Date.now();
  const { bot, discord } = await start(t, { now: () => time });
  const send = (idempotencyKey: string) => bot.client.call("notify", created, { idempotencyKey });
  await send("before");
  await discord.fault({ kind: "drop_before", route: "/channels", method: "POST" });
  t.equal((await send("lost")).outcome, "discord_unavailable");
  await send("after");
  time += HOUR_MS;
  t.equal((await send("lost")).outcome, "delivered");
  t.equal((await discord.dm(seedIds.ada)).length, 3);
});

t.test("a burst of closed DMs stays far below Discord's ban, and open ones still get through", async (t) => {
  let time = Date.now();
  const { bot, discord } = await start(t, { now: () => time });
  await bot.client.call("notify", created);
  const { user_ids: ids } = await discord.control<{ user_ids: string[] }>("POST", `/guilds/${seedIds.guild}/crowd`, {
    count: 150,
    accepts_dms: false,
  });
  const tell = (discord_id: string) =>
    bot.client.call("notify", { ...created, discord_id }).then(
      ({ outcome }) => outcome,
      (error: unknown) => (error instanceof HttpError ? error : undefined),
    );
  const outcomes = await Promise.all(ids.map(tell));
  const refused = async () => (await discord.counters()).invalid_requests.count;
  t.equal(outcomes.filter((outcome) => outcome === "dm_closed").length, 60);
  const deferred = outcomes.filter((outcome) => outcome instanceof HttpError);
  t.equal(deferred.length, 90);
  t.match(deferred[0], { status: 429, body: { code: "rate_limited", retryable: true } });
  t.ok((deferred[0]?.retryAfterSeconds ?? 0) > 500, "they are told when a place is free");
  t.equal(await refused(), 60);
  t.equal((await bot.client.call("notify", created)).outcome, "delivered", "a DM that is known to be open");
  time += 11 * 60_000;
  t.equal(await tell(ids.find((_, i) => outcomes[i] instanceof HttpError) ?? ""), "dm_closed");
});
