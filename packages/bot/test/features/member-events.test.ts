import { seedIds } from "@moddy/sandbox";
import t, { type Test } from "tap";
import { until } from "../../../../test/support/until.ts";
import { type BackendStandIn, startBackend } from "../support/backend-stand-in.ts";
import { createBotDatabase } from "../support/bot-database.ts";
import { type DiscordControl, startDiscord } from "../support/sandbox-control.ts";
import { SECRET, startTestBot, type TestBot } from "../support/start-test-bot.ts";

const { ada, ben, guild, premiumRole, proRole, friendRole } = seedIds;

interface Pair {
  readonly discord: DiscordControl;
  readonly backend: BackendStandIn;
  readonly bot: TestBot;
}

async function start(t: Test): Promise<Pair> {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const backend = await startBackend(SECRET, ada);
  t.teardown(() => backend.close());
  const bot = await startTestBot(t, { discord, env: { BACKEND_INTERNAL_URL: backend.url } });
  return { discord, backend, bot };
}

const seen = ({ backend }: Pick<Pair, "backend">, count: number) =>
  until(`the backend has ${count} events`, () => backend.events.length >= count && backend.events);
const member = (id: string) => `/guilds/${guild}/members/${id}`;
/** Events are in order for one member only. */
const typesOf = (events: BackendStandIn["events"], id: string) =>
  events.filter(({ discord_id }) => discord_id === id).map(({ event_type: type }) => type);
/** An event of another member, so that there is something to wait for. */
const marker = (discord: DiscordControl) => discord.control("DELETE", member(ben));

t.test("the backend gets an event for each member who joins or leaves", async (t) => {
  const pair = await start(t);
  await pair.discord.control("DELETE", member(ben));
  await pair.discord.control("PUT", member(ben), {});
  const events = await seen(pair, 2);
  t.match(events, [
    { event_type: "member_left", discord_id: ben },
    { event_type: "member_joined", discord_id: ben },
  ]);
});

t.test("our own role changes are not reported; other people's changes of managed roles are", async (t) => {
  const pair = await start(t);
  const { bot, discord } = pair;
  for (const plan of ["premium", "pro", "premium"]) await bot.client.call("rolesUpdate", { discord_id: ada, plan });
  await discord.control("PUT", `${member(ada)}/roles/${friendRole}`);
  await marker(discord);
  t.match(await seen(pair, 1), [{ event_type: "member_left", discord_id: ben }]);

  await discord.control("DELETE", `${member(ada)}/roles/${premiumRole}`);
  await discord.control("PUT", `${member(ada)}/roles/${proRole}`);
  const events = (await seen(pair, 3)).slice(1);
  t.match(events, [
    { event_type: "role_updated", discord_id: ada, metadata: { managed_role_ids: [] } },
    { event_type: "role_updated", discord_id: ada, metadata: { managed_role_ids: [proRole] } },
  ]);
});

t.test("a set of roles that our own change passed through is reported when somebody else makes it again", async (t) => {
  const pair = await start(t);
  const { bot, discord } = pair;
  for (const plan of ["pro", "premium"]) await bot.client.call("rolesUpdate", { discord_id: ada, plan });
  await discord.control("PUT", `${member(ada)}/roles/${proRole}`);
  await marker(discord);
  const events = await seen(pair, 2);
  t.same(typesOf(events, ada), ["role_updated"]);
  t.same(events.find(({ discord_id: id }) => id === ada)?.metadata, { managed_role_ids: [premiumRole, proRole] });
  t.same(typesOf(events, ben), ["member_left"]);
});

/** Holds the gateway's events back while `work` runs, as a gateway does that lags. */
async function whileEventsAreHeld({ discord }: Pick<Pair, "discord">, work: () => Promise<void>): Promise<void> {
  await discord.control("PATCH", "/gateway", { holds_events: true });
  await work();
  await discord.control("PATCH", "/gateway", { holds_events: false });
}

t.test("our own changes are known as ours however far the gateway lags", async (t) => {
  const pair = await start(t);
  const { bot, discord } = pair;
  await whileEventsAreHeld(pair, async () => {
    for (const plan of ["premium", "pro", "premium", "free"]) {
      await bot.client.call("rolesUpdate", { discord_id: ada, plan });
    }
    await marker(discord);
  });
  t.match(await seen(pair, 1), [{ event_type: "member_left", discord_id: ben }]);
});

t.test("what somebody else changes between our own changes is reported, however far the gateway lags", async (t) => {
  const pair = await start(t);
  const { bot, discord } = pair;
  await whileEventsAreHeld(pair, async () => {
    for (const plan of ["premium", "pro"]) await bot.client.call("rolesUpdate", { discord_id: ada, plan });
    // Back to a set of roles that our own change has passed through, and on to the one before.
    await discord.control("PUT", `${member(ada)}/roles/${premiumRole}`);
    await discord.control("DELETE", `${member(ada)}/roles/${proRole}`);
    // Nothing that concerns us, while our own changes are on their way.
    await discord.control("PUT", `${member(ada)}/roles/${friendRole}`);
    await bot.client.call("rolesUpdate", { discord_id: ada, plan: "pro" });
    await marker(discord);
  });
  const events = (await seen(pair, 3)).filter(({ discord_id: id }) => id === ada);
  t.same(
    events.map(({ metadata }) => metadata),
    [{ managed_role_ids: [proRole, premiumRole] }, { managed_role_ids: [premiumRole] }],
  );
});

t.test(
  "another change of a member, such as a name, is not reported while our own changes are on their way",
  async (t) => {
    const pair = await start(t);
    const { bot, discord } = pair;
    await whileEventsAreHeld(pair, async () => {
      await bot.client.call("rolesUpdate", { discord_id: ada, plan: "premium" });
      await discord.control("PUT", `${member(ada)}/roles/${friendRole}`);
      await bot.client.call("rolesUpdate", { discord_id: ada, plan: "pro" });
      await marker(discord);
    });
    t.match(await seen(pair, 1), [{ event_type: "member_left", discord_id: ben }]);
  },
);

t.test("a managed role that is taken by hand is reported once, and comes back", async (t) => {
  const { bot, discord, backend } = await start(t);
  const order = { discord_id: ada, plan: "premium", version: 1 };
  await bot.client.call("rolesUpdate", order);
  await discord.control("DELETE", `${member(ada)}/roles/${premiumRole}`);
  t.match(await seen({ backend }, 1), [{ event_type: "role_updated", discord_id: ada }]);
  // As the backend does when it hears of it.
  t.match(await bot.client.call("rolesUpdate", order), { outcome: "delivered", added: [premiumRole] });
  t.same(await discord.roles(ada), [premiumRole]);
  await marker(discord);
  t.match((await seen({ backend }, 2)).slice(1), [{ event_type: "member_left", discord_id: ben }]);
});

t.test("what happens while the backend is away arrives when it is back, once and in order", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const gone = await startBackend(SECRET, ada);
  await gone.close();
  const port = Number(new URL(gone.url).port);
  await startTestBot(t, { discord, env: { BACKEND_INTERNAL_URL: gone.url } });
  await discord.control("DELETE", member(ben));
  await discord.control("PUT", member(ben), {});
  await discord.control("DELETE", member(ada));
  const backend = await startBackend(SECRET, ada, port);
  t.teardown(() => backend.close());
  const events = await seen({ backend }, 3);
  t.same(typesOf(events, ben), ["member_left", "member_joined"]);
  t.equal(new Set(events.map(({ key }) => key)).size, 3);
});

t.test("what happens while the bot restarts is reported after it", async (t) => {
  const discord = await startDiscord();
  t.teardown(() => discord.sandbox.close());
  const backend = await startBackend(SECRET, ada);
  t.teardown(() => backend.close());
  const databaseUrl = await createBotDatabase(t);
  const env = { BACKEND_INTERNAL_URL: backend.url };
  const first = await startTestBot(t, { discord, databaseUrl, env });
  await discord.control("DELETE", member(ben));
  await seen({ backend }, 1);
  await first.stop();
  await discord.control("PUT", member(ben), {});
  await startTestBot(t, { discord, databaseUrl, env });
  await discord.control("DELETE", member(ada));
  const events = await seen({ backend }, 3);
  t.same(typesOf(events, ben), ["member_left", "member_joined"]);
  t.same(typesOf(events, ada), ["member_left"]);
});
