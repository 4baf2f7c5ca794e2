import { seedIds } from "@moddy/sandbox";
import { notifyAction } from "@moddy/schemas";
import t from "tap";
import { until } from "../../../../test/support/until.ts";
import { startDiscord } from "../support/sandbox-control.ts";
import { startTestBot } from "../support/start-test-bot.ts";

const HOUR_MS = 60 * 60_000;
const POST = "POST /channels/:channel_id/messages";
const { announcements, botRole, guild, owner } = seedIds;

let time = Date.now();
const now = () => time;
const discord = await startDiscord({ now });
t.teardown(() => discord.sandbox.close());
const bot = await startTestBot(t, { discord, now });

const created = async (options: { accepts_dms?: boolean } = {}) => {
  const discord_id = await discord.newMember(options);
  return { discord_id, action: "subscription_created", plan: "premium" } as const;
};

t.test("a message arrives once, and the reply says so", async (t) => {
  const request = await created();
  const first = await bot.client.call("notify", request, { idempotencyKey: "first" });
  t.match(first, { success: true, notification_sent: true, outcome: "delivered", channels: [{ channel: "dm" }] });
  const again = await bot.client.call("notify", request, { idempotencyKey: "first" });
  t.same(again, first, "the same key gives the same reply");
  const messages = await discord.dm(request.discord_id);
  t.equal(messages.length, 1);
  t.match(messages[0]?.content, /Premium/);
  t.equal(messages[0]?.nonce?.length, 25);
});

t.test("every action has a text of its own, with the plan's name and without", async (t) => {
  const { discord_id } = await created();
  for (const action of notifyAction.options) {
    for (const plan of ["pro", null]) {
      t.equal((await bot.client.call("notify", { discord_id, action, plan })).outcome, "delivered");
    }
  }
  const texts = (await discord.dm(discord_id)).map(({ content }) => content);
  t.equal(new Set(texts).size, 2 * notifyAction.options.length);
  t.equal(texts.filter((text) => text.includes("**Pro**")).length, notifyAction.options.length);
  t.notMatch(texts.join(), discord_id, "no id in a text");
});

t.test("the second message to a user costs one call", async (t) => {
  const request = await created();
  await bot.client.call("notify", request);
  const mark = await discord.mark();
  await bot.client.call("notify", request);
  t.same(await discord.callsSince(mark), [`200 ${POST}`]);
});

t.test("a closed DM is final, and is not tried again for a day", async (t) => {
  const request = await created({ accepts_dms: false });
  const first = await bot.client.call("notify", request);
  t.match(first, { success: false, notification_sent: false, outcome: "dm_closed" });

  const mark = await discord.mark();
  t.equal((await bot.client.call("notify", request)).outcome, "dm_closed");
  t.same(await discord.callsSince(mark), [], "no call was made");

  await discord.control("PATCH", `/users/${request.discord_id}`, { accepts_dms: true });
  time += 25 * HOUR_MS;
  t.equal((await bot.client.call("notify", request)).outcome, "delivered");
});

t.test(
  "each reason why a user takes no message has its outcome, and a user who joins takes messages again",
  async (t) => {
    const unknown = await bot.client.call("notify", { ...(await created()), discord_id: "1099999999999999999" });
    t.equal(unknown.outcome, "unknown_user");
    const stranger = await created();
    await discord.control("DELETE", `/users/${stranger.discord_id}/mutual-guilds`);
    t.equal((await bot.client.call("notify", stranger)).outcome, "no_mutual_guild");
    await discord.control("PUT", `/guilds/${guild}/members/${stranger.discord_id}`, {});
    const isDelivered = async () => (await bot.client.call("notify", stranger)).outcome === "delivered";
    t.ok(await until("the member can be written to", isDelivered));
  },
);

t.test("what Discord delays is tried again under the same key, and arrives once", async (t) => {
  const request = await created();
  const send = () => bot.client.call("notify", request, { idempotencyKey: "put-off" });
  await discord.fault({ kind: "rate_limit", route: "/channels", method: "POST", retry_after: 60 });
  t.match(await send(), { success: false, notification_sent: false, outcome: "rate_limited" });
  t.equal((await send()).outcome, "delivered");
  t.equal((await discord.dm(request.discord_id)).length, 1);
});

for (const kind of ["status", "drop_before", "drop_after", "truncate", "garbage"] as const) {
  t.test(`a message whose call ends in ${kind} arrives once in the end`, async (t) => {
    const request = await created();
    const send = () => bot.client.call("notify", request, { idempotencyKey: kind });
    // discord.js itself tries a server's error once more.
    await discord.fault({ kind, route: "/channels", method: "POST", times: kind === "status" ? 2 : 1 });
    t.match(await send(), { success: false, outcome: "discord_unavailable" });
    time += HOUR_MS;
    t.equal((await send()).outcome, "delivered", "also when Discord has forgotten the nonce");
    t.equal((await discord.dm(request.discord_id)).length, 1);
  });
}

t.test("a lost answer is not mistaken for another delivery's message of the same text", async (t) => {
  const request = await created();
  const send = (idempotencyKey: string) => bot.client.call("notify", request, { idempotencyKey });
  await send("before");
  await discord.fault({ kind: "drop_before", route: "/channels", method: "POST" });
  t.equal((await send("lost")).outcome, "discord_unavailable");
  await send("after");
  time += HOUR_MS;
  t.equal((await send("lost")).outcome, "delivered");
  t.equal((await discord.dm(request.discord_id)).length, 3);
});

t.test("where the DM is closed", async (t) => {
  const env = { MODDY_FALLBACK_CHANNEL_ID: announcements };
  const { client } = await startTestBot(t, { discord, env, now });
  const request = await created({ accepts_dms: false });
  const send = (idempotencyKey: string) => client.call("notify", request, { idempotencyKey });
  const isMention = ({ content }: { content: string }) => content.startsWith(`<@${request.discord_id}> `);
  const mentions = async () => (await discord.channel(announcements)).filter(isMention);
  const channels = (outcome: string) => [
    { channel: "dm", outcome: "dm_closed" },
    { channel: "fallback", outcome },
  ];
  const deny = (...permissions: string[]) =>
    discord.control("PUT", `/channels/${announcements}/overwrites`, {
      overwrites: [{ id: botRole, type: "role", allow: [], deny: permissions }],
    });

  await t.test("the user alone is mentioned in the fallback channel", async (t) => {
    const reply = await send("mention");
    t.match(reply, { success: true, notification_sent: true, outcome: "delivered", channels: channels("delivered") });
    const [message] = await mentions();
    t.same(message?.mentions.userIds, [request.discord_id]);
  });

  await t.test("a lost answer is found, however much was written there since", async (t) => {
    await discord.fault({ kind: "drop_after", route: "/channels", method: "POST" });
    t.match(await send("busy"), { success: false, outcome: "discord_unavailable" });
    for (let i = 0; i < 101; i++) {
      await discord.control("POST", `/channels/${announcements}/messages`, { author_id: owner, content: `${i}` });
    }
    time += HOUR_MS;
    t.match(await send("busy"), { outcome: "delivered", channels: channels("delivered") });
    t.equal((await mentions()).length, 2);
  });

  await t.test(
    "where the history cannot be read, Discord itself refuses a second message of one delivery",
    async (t) => {
      await deny("ReadMessageHistory");
      await discord.fault({ kind: "drop_after", route: "/channels", method: "POST" });
      t.equal((await send("nonce")).outcome, "discord_unavailable");
      t.equal((await send("nonce")).outcome, "delivered");
      t.equal((await mentions()).length, 3);
    },
  );

  await t.test("a channel that refuses the bot has an outcome of its own, and is not tried for a while", async (t) => {
    await deny("SendMessages");
    const refused = await send("refused");
    t.match(refused, { success: false, outcome: "dm_closed", channels: channels("missing_permission") });
    const mark = await discord.mark();
    await send("refused-again");
    t.same(await discord.callsSince(mark), []);
  });
});
