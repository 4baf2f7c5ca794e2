import { once } from "node:events";
import { type Client, Events, GatewayIntentBits } from "discord.js";
import t, { type Test } from "tap";
import { type Sandbox, seedIds } from "../../src/index.ts";
import { control, login, startSandbox } from "./start.ts";

const { guild, ada, ben, premiumRole } = seedIds;
const options = { discord: { rateLimits: false, gateway: { identifySpacingMs: 0 } } };

const give = (sandbox: Sandbox, roleId: string) =>
  control(sandbox, "PUT", `/discord/guilds/${guild}/members/${ada}/roles/${roleId}`);

async function loseAndReturn(t: Test, drop: object, comeBack: Events): Promise<[Client<true>, Sandbox]> {
  const sandbox = await startSandbox(t, options);
  const client = await login(t, sandbox);
  await client.guilds.cache.get(guild)?.members.fetch();
  const back = once(client, comeBack);
  const heard = once(client, Events.GuildMemberUpdate);
  t.same((await control(sandbox, "POST", "/discord/gateway/drop", drop)).body, { dropped: 1 });
  await give(sandbox, premiumRole);
  await back;
  if (comeBack === Events.ShardResume) {
    const [, member] = await heard;
    t.ok(member.roles.cache.has(premiumRole), "what happened meanwhile is replayed");
  }
  return [client, sandbox];
}

t.test("discord.js resumes after each way of losing the connection", async (t) => {
  for (const kind of ["terminate", "close", "reconnect", "invalid_session"]) {
    const [, sandbox] = await loseAndReturn(t, { kind }, Events.ShardResume);
    t.match((await control(sandbox, "GET", "/discord/gateway")).body, { identifies: 1, connections: 1 }, kind);
  }
});

t.test("discord.js identifies again when its session has ended", async (t) => {
  const [, sandbox] = await loseAndReturn(t, { kind: "invalid_session", resumable: false }, Events.ShardReady);
  t.match((await control(sandbox, "GET", "/discord/gateway")).body, { identifies: 2, connections: 1 });
});

t.test("discord.js notices a connection whose heartbeats are no longer answered", async (t) => {
  const sandbox = await startSandbox(t, { discord: { gateway: { heartbeatIntervalMs: 100 } } });
  const client = await login(t, sandbox);
  const back = once(client, Events.ShardResume);
  await control(sandbox, "PATCH", "/discord/gateway", { acknowledges_heartbeats: false });
  const closed = once(client, Events.ShardReconnecting);
  await closed;
  await control(sandbox, "PATCH", "/discord/gateway", { acknowledges_heartbeats: true });
  await back;
  t.match((await control(sandbox, "GET", "/discord/gateway")).body, { identifies: 1 });
});

t.test("discord.js gets an error for intents that the application does not have", async (t) => {
  const sandbox = await startSandbox(t, { discord: { intents: { members: false } } });
  await t.rejects(login(t, sandbox, [GatewayIntentBits.GuildMembers]), /disallowed intents/);
});

t.test("discord.js gets events of members who join, change and leave", async (t) => {
  const sandbox = await startSandbox(t, options);
  const client = await login(t, sandbox);
  const path = `/discord/guilds/${guild}/members/${ben}`;
  await client.guilds.cache.get(guild)?.members.fetch();
  const left = once(client, Events.GuildMemberRemove);
  await control(sandbox, "DELETE", path);
  t.equal((await left)[0].id, ben);
  const joined = once(client, Events.GuildMemberAdd);
  await control(sandbox, "PUT", path);
  t.equal((await joined)[0].id, ben);
  const updated = once(client, Events.GuildMemberUpdate);
  await control(sandbox, "PUT", `${path}/roles/${premiumRole}`);
  const [before, after] = await updated;
  t.same([before.roles.cache.has(premiumRole), after.roles.cache.has(premiumRole)], [false, true]);
  const gone = once(client, Events.GuildDelete);
  await control(sandbox, "DELETE", `/discord/guilds/${guild}/members/${seedIds.bot}`);
  t.equal((await gone)[0].id, guild);
  const again = once(client, Events.GuildCreate);
  await control(sandbox, "PUT", `/discord/guilds/${guild}/members/${seedIds.bot}`);
  t.equal((await again)[0].id, guild);
});

t.test("discord.js responds to a slash command", async (t) => {
  const sandbox = await startSandbox(t, options);
  const client = await login(t, sandbox);
  await client.application.commands.set([
    {
      name: "plan",
      description: "Says which plan you are on",
      options: [{ type: 3, name: "name", description: "Of whom" }],
    },
  ]);
  client.on(Events.InteractionCreate, (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const name = interaction.options.getString("name");
    void interaction.deferReply({ flags: "Ephemeral" }).then(() => interaction.editReply(`Premium, ${name}`));
  });
  const use = { user_id: ada, command: "plan", options: { name: "Ada" }, wait_ms: 5_000 };
  const used = await control(sandbox, "POST", "/discord/interactions", use);
  t.match(used, { status: 201, body: { state: "answered", ephemeral: true, message: { content: "Premium, Ada" } } });
  t.match(await control(sandbox, "POST", "/discord/interactions", { ...use, command: "nothing" }), { status: 404 });
  const inDm = await control(sandbox, "POST", "/discord/interactions", { ...use, channel_id: null });
  t.match(inDm.body, { state: "answered" });
});
