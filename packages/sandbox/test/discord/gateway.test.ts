import { createInflate } from "node:zlib";
import { GatewayIntentBits } from "discord.js";
import t from "tap";
import { WebSocket } from "ws";
import { seedIds } from "../../src/index.ts";
import { connectRaw, identity, type RawGateway } from "./raw-gateway.ts";
import { call, control, startSandbox } from "./start.ts";

const { Guilds, GuildMembers, GuildMessages, GuildPresences, MessageContent, DirectMessages } = GatewayIntentBits;
const { guild, ada, ben, premiumRole, announcements } = seedIds;
const fast = { discord: { gateway: { identifySpacingMs: 0 } } };

t.test("sends HELLO, acknowledges heartbeats and sends READY and GUILD_CREATE", async (t) => {
  const sandbox = await startSandbox(t);
  const gateway = await connectRaw(t, sandbox);
  const hello = await gateway.next(({ op }) => op === 10);
  t.equal(hello.d.heartbeat_interval, 41_250);
  gateway.send(1, null);
  t.match(await gateway.next(({ op }) => op === 11), { op: 11 });
  gateway.send(2, identity(sandbox, Guilds));
  const ready = await gateway.event("READY");
  t.match(ready, { s: 1, d: { v: 10, user: { id: seedIds.bot }, guilds: [{ id: guild, unavailable: true }] } });
  t.match(ready.d.resume_gateway_url, /^ws:\/\/127\.0\.0\.1:\d+\/gateway$/);
  const created = await gateway.event("GUILD_CREATE");
  t.match(created.d, { id: guild, member_count: 5, unavailable: false });
  t.same(
    created.d.members.map((member: { user: { id: string } }) => member.user.id),
    [seedIds.bot],
  );
});

t.test("closes the connection with the code for each error", async (t) => {
  const sandbox = await startSandbox(t, {
    discord: { intents: { members: false }, gateway: { identifySpacingMs: 0 } },
  });
  const cases: [string, number, (gateway: RawGateway) => void][] = [
    ["a wrong token", 4004, (gateway) => gateway.send(2, { ...identity(sandbox, 0), token: "nobody" })],
    ["an intent that does not exist", 4013, (gateway) => gateway.send(2, identity(sandbox, 1 << 30))],
    ["an intent that is not allowed", 4014, (gateway) => gateway.send(2, identity(sandbox, GuildMembers))],
    ["presences, off from the start", 4014, (gateway) => gateway.send(2, identity(sandbox, GuildPresences))],
    ["a shard past the count", 4010, (gateway) => gateway.send(2, identity(sandbox, 0, { shard: [2, 2] }))],
    ["a request before IDENTIFY", 4003, (gateway) => gateway.send(8, { guild_id: guild, query: "", limit: 0 })],
    ["an unknown opcode", 4001, (gateway) => gateway.send(99, null)],
    ["no JSON", 4002, (gateway) => gateway.sendText("{")],
    ["too long a payload", 4002, (gateway) => gateway.send(3, "x".repeat(5000))],
    ["an IDENTIFY without a token", 4002, (gateway) => gateway.send(2, { intents: 0 })],
    ["more than 120 payloads a minute", 4008, (gateway) => range(121).forEach(() => gateway.send(1, null))],
  ];
  for (const [name, code, provoke] of cases) {
    const gateway = await connectRaw(t, sandbox);
    provoke(gateway);
    t.equal(await gateway.closed, code, name);
  }
  t.equal(await (await connectRaw(t, sandbox, "v=9&encoding=json")).closed, 4012, "another version");
  t.equal(await (await connectRaw(t, sandbox, "v=10&encoding=etf")).closed, 4002, "another encoding");

  const twice = await connectRaw(t, sandbox);
  twice.send(2, identity(sandbox, 0));
  await twice.event("READY");
  twice.send(2, identity(sandbox, 0));
  t.equal(await twice.closed, 4005, "a second IDENTIFY");
});

t.test("RESUME replays only the events that the client missed", async (t) => {
  const sandbox = await startSandbox(t, fast);
  const first = await connectRaw(t, sandbox);
  first.send(2, identity(sandbox, Guilds | GuildMembers));
  const { d: ready } = await first.event("READY");
  const { s: seen } = await first.event("GUILD_CREATE");
  first.close(4200);
  await first.closed;
  await control(sandbox, "PUT", `/discord/guilds/${guild}/members/${ada}/roles/${premiumRole}`);
  await control(sandbox, "DELETE", `/discord/guilds/${guild}/members/${ben}`);

  const second = await connectRaw(t, sandbox);
  second.send(6, { token: sandbox.discord.token, session_id: ready.session_id, seq: seen });
  const missed = [await second.next(({ op }) => op === 0), await second.next(({ op }) => op === 0)];
  t.same(
    missed.map(({ t: name }) => name),
    ["GUILD_MEMBER_UPDATE", "GUILD_MEMBER_REMOVE"],
  );
  t.same(
    missed.map(({ s }) => s),
    [(seen ?? 0) + 1, (seen ?? 0) + 2],
  );
  await second.event("RESUMED");

  const ahead = await connectRaw(t, sandbox);
  ahead.send(6, { token: sandbox.discord.token, session_id: ready.session_id, seq: 10_000 });
  t.equal(await ahead.closed, 4007, "a sequence number that was never sent");
});

t.test("a session that was closed normally, expired or never existed cannot be resumed", async (t) => {
  let now = Date.now();
  const sandbox = await startSandbox(t, { ...fast, now: () => now });
  const resume = async (sessionId: string) => {
    const gateway = await connectRaw(t, sandbox);
    gateway.send(6, { token: sandbox.discord.token, session_id: sessionId, seq: 1 });
    return (await gateway.next(({ op, t: name }) => op === 9 || name === "RESUMED")).op;
  };
  const leave = async (code: number) => {
    const gateway = await connectRaw(t, sandbox);
    gateway.send(2, identity(sandbox, 0));
    const { d } = await gateway.event("READY");
    gateway.close(code);
    await gateway.closed;
    return d.session_id as string;
  };
  t.equal(await resume("nobody"), 9);
  t.equal(await resume(await leave(1000)), 9, "closed for good");
  t.equal(await resume(await leave(4200)), 0, "closed to come back");
  const late = await leave(4200);
  now += 301_000;
  t.equal(await resume(late), 9, "five minutes later");
});

t.test("sends events only to sessions with the intent and the shard", async (t) => {
  const sandbox = await startSandbox(t, fast);
  const open = async (intents: number, shard?: number[]) => {
    const gateway = await connectRaw(t, sandbox);
    gateway.send(2, identity(sandbox, intents, shard ? { shard } : {}));
    await gateway.event("READY");
    return gateway;
  };
  const members = await open(Guilds | GuildMembers);
  const bare = await open(Guilds);
  const owner = Number((BigInt(guild) >> 22n) % 2n);
  const other = await open(Guilds | GuildMembers, [1 - owner, 2]);
  await control(sandbox, "PUT", `/discord/guilds/${guild}/members/${ada}/roles/${premiumRole}`);
  await control(sandbox, "POST", `/discord/guilds/${guild}/roles`, { name: "Marker" });
  t.match((await members.event("GUILD_MEMBER_UPDATE")).d, { user: { id: ada }, roles: [premiumRole], guild_id: guild });
  await members.event("GUILD_ROLE_CREATE");
  const next = await bare.next(({ t: name }) => name !== "GUILD_CREATE");
  t.equal(next.t, "GUILD_ROLE_CREATE", "no member event without the members intent");
  other.send(1, null);
  t.equal((await other.next(({ op }) => op !== 10)).op, 11, "nothing of a guild that belongs to another shard");
});

t.test("hides the text of guild messages without the message content intent", async (t) => {
  const sandbox = await startSandbox(t, fast);
  const read = async (intents: number) => {
    const gateway = await connectRaw(t, sandbox);
    gateway.send(2, identity(sandbox, intents));
    await gateway.event("READY");
    return gateway;
  };
  const without = await read(GuildMessages | DirectMessages);
  const withIt = await read(GuildMessages | MessageContent);
  const say = (content: string) =>
    control(sandbox, "POST", `/discord/channels/${announcements}/messages`, { author_id: ada, content });
  await say("a secret");
  await say(`for you <@${seedIds.bot}>`);
  t.equal((await without.event("MESSAGE_CREATE")).d.content, "");
  t.match((await without.event("MESSAGE_CREATE")).d.content, /for you/, "a mention of the bot is shown");
  t.equal((await withIt.event("MESSAGE_CREATE")).d.content, "a secret");
  await control(sandbox, "POST", `/discord/users/${ada}/dm`, { content: "just us" });
  t.equal((await without.event("MESSAGE_CREATE")).d.content, "just us", "a DM is shown");
});

t.test("replies to REQUEST_GUILD_MEMBERS in chunks, with all members once in 30 seconds", async (t) => {
  let now = Date.now();
  const sandbox = await startSandbox(t, { now: () => now });
  await control(sandbox, "POST", `/discord/guilds/${guild}/members`, { count: 2100 });
  const gateway = await connectRaw(t, sandbox);
  gateway.send(2, identity(sandbox, Guilds | GuildMembers));
  await gateway.event("READY");
  const all = { guild_id: guild, query: "", limit: 0, nonce: "n" };
  gateway.send(8, all);
  const chunks = [];
  for (let index = 0; index < 3; index += 1) chunks.push(await gateway.event("GUILD_MEMBERS_CHUNK"));
  t.same(
    chunks.map(({ d }) => [d.chunk_index, d.chunk_count, d.members.length, d.nonce]),
    [
      [0, 3, 1000, "n"],
      [1, 3, 1000, "n"],
      [2, 3, 105, "n"],
    ],
  );
  gateway.send(8, all);
  t.match((await gateway.event("RATE_LIMITED")).d, { opcode: 8, meta: { guild_id: guild, nonce: "n" } });
  gateway.send(8, { guild_id: guild, user_ids: [ada, "1"] });
  const named = await gateway.event("GUILD_MEMBERS_CHUNK");
  t.same([named.d.members.length, named.d.not_found], [1, ["1"]]);
  now += 30_001;
  gateway.send(8, all);
  await gateway.event("GUILD_MEMBERS_CHUNK");
});

t.test("closes a connection without heartbeats", async (t) => {
  const sandbox = await startSandbox(t, { discord: { gateway: { heartbeatIntervalMs: 20 } } });
  const gateway = await connectRaw(t, sandbox);
  t.equal(await gateway.closed, 4009);
});

t.test("counts identifies and resets the token of a bot that exceeds them", async (t) => {
  const sandbox = await startSandbox(t, {
    discord: { rateLimits: false, gateway: { identifiesPerDay: 2, identifySpacingMs: 0 } },
  });
  const limit = async () => (await call(sandbox, "GET", "/gateway/bot")).body.session_start_limit;
  t.match(await limit(), { total: 2, remaining: 2, reset_after: 0, max_concurrency: 1 });
  const gateways = [await connectRaw(t, sandbox), await connectRaw(t, sandbox), await connectRaw(t, sandbox)];
  for (const gateway of gateways.slice(0, 2)) {
    gateway.send(2, identity(sandbox, 0));
    await gateway.event("READY");
  }
  const spent = await limit();
  t.equal(spent.remaining, 0);
  t.ok(spent.reset_after > 86_000_000);
  gateways[2]?.send(2, identity(sandbox, 0));
  for (const gateway of gateways) t.equal(await gateway.closed, 4004);
  t.equal((await call(sandbox, "GET", "/users/@me")).status, 401);
  await control(sandbox, "PATCH", "/discord/application", { token_valid: true, identifies_remaining: 5 });
  t.equal((await call(sandbox, "GET", "/users/@me")).status, 200);
  t.equal((await limit()).remaining, 2, "never more than a day's");
});

t.test("refuses a second identify within five seconds with an invalid session", async (t) => {
  const sandbox = await startSandbox(t);
  const first = await connectRaw(t, sandbox);
  first.send(2, identity(sandbox, 0));
  await first.event("READY");
  const second = await connectRaw(t, sandbox);
  second.send(2, identity(sandbox, 0));
  t.match(await second.next(({ op }) => op !== 10), { op: 9, d: false });
});

t.test("compresses with zlib-stream on request", async (t) => {
  const sandbox = await startSandbox(t);
  const socket = new WebSocket(`${sandbox.url.replace("http", "ws")}/gateway/?v=10&encoding=json&compress=zlib-stream`);
  t.teardown(() => socket.terminate());
  const inflate = createInflate();
  let text = "";
  const names = new Promise<void>((resolve) => {
    inflate.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('"t":"GUILD_CREATE"')) resolve();
    });
  });
  socket.on("message", (data: Buffer) => {
    t.same([...data.subarray(-4)], [0, 0, 255, 255], "each message ends with a flush");
    inflate.write(data);
  });
  socket.on("open", () => socket.send(JSON.stringify({ op: 2, d: identity(sandbox, Guilds) })));
  await names;
  t.match(text, /"op":10.*"t":"READY".*"t":"GUILD_CREATE"/);
});

const range = (count: number) => Array.from({ length: count }, (_, index) => index);
