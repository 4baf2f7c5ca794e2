import { GatewayIntentBits } from "discord.js";
import t from "tap";
import { type Sandbox, seedIds } from "../../src/index.ts";
import { connectRaw, identity } from "./raw-gateway.ts";
import { control, startSandbox } from "./start.ts";

const { Guilds, DirectMessages, MessageContent } = GatewayIntentBits;
const { guild, ada } = seedIds;
const fast = { discord: { gateway: { identifySpacingMs: 0 } } };

async function identified(t: Parameters<typeof connectRaw>[0], sandbox: Sandbox, intents: number, shard?: number[]) {
  const gateway = await connectRaw(t, sandbox);
  gateway.send(2, identity(sandbox, intents, shard ? { shard } : {}));
  const { d } = await gateway.event("READY");
  return { gateway, sessionId: d.session_id as string };
}

t.test("the message content intent is refused when the application does not have it", async (t) => {
  const sandbox = await startSandbox(t, { discord: { ...fast.discord, intents: { messageContent: false } } });
  const gateway = await connectRaw(t, sandbox);
  gateway.send(2, identity(sandbox, MessageContent));
  t.equal(await gateway.closed, 4014);
});

t.test("a reset token can neither identify nor resume, and a resume needs the right token", async (t) => {
  const sandbox = await startSandbox(t, fast);
  const resume = async (sessionId: string, token: string) => {
    const gateway = await connectRaw(t, sandbox);
    gateway.send(6, { token, session_id: sessionId, seq: 1 });
    return gateway.closed;
  };
  const { gateway, sessionId } = await identified(t, sandbox, Guilds);
  gateway.close(4200);
  await gateway.closed;
  t.equal(await resume(sessionId, "somebody else's"), 4004);
  await control(sandbox, "PATCH", "/discord/application", { token_valid: false });
  t.equal(await resume(sessionId, sandbox.discord.token), 4004);
  const again = await connectRaw(t, sandbox);
  again.send(2, identity(sandbox, Guilds));
  t.equal(await again.closed, 4004);
});

t.test("all members of a guild are sent only with the members intent", async (t) => {
  const sandbox = await startSandbox(t, fast);
  const { gateway } = await identified(t, sandbox, Guilds);
  gateway.send(8, { guild_id: guild, query: "", limit: 0, nonce: "all" });
  gateway.send(8, { guild_id: guild, user_ids: [ada], nonce: "one" });
  t.match((await gateway.event("GUILD_MEMBERS_CHUNK")).d, { nonce: "one", members: [{ user: { id: ada } }] });
});

t.test("direct messages go to shard 0", async (t) => {
  const sandbox = await startSandbox(t, fast);
  const { gateway: first } = await identified(t, sandbox, DirectMessages, [0, 2]);
  const { gateway: second } = await identified(t, sandbox, DirectMessages, [1, 2]);
  await control(sandbox, "POST", `/discord/users/${ada}/dm`, { content: "hello" });
  t.equal((await first.event("MESSAGE_CREATE")).d.content, "hello");
  second.send(1, null);
  t.equal((await second.next(({ op }) => op === 0 || op === 11)).op, 11, "only the acknowledgement");
});

t.test("a heartbeat with a sequence number that was never sent closes the connection", async (t) => {
  const sandbox = await startSandbox(t, fast);
  const { gateway } = await identified(t, sandbox, Guilds);
  gateway.send(1, 1_000);
  t.equal(await gateway.closed, 4007);
});

t.test("each rate limit key allows one identify in five seconds", async (t) => {
  let now = Date.now();
  const sandbox = await startSandbox(t, { now: () => now, discord: { gateway: { maxConcurrency: 2 } } });
  const identify = async (shard: number) => {
    const gateway = await connectRaw(t, sandbox);
    gateway.send(2, identity(sandbox, 0, { shard: [shard, 4] }));
    return (await gateway.next(({ op }) => op !== 10)).op;
  };
  t.same([await identify(0), await identify(1)], [0, 0], "shards 0 and 1 have different keys");
  t.equal(await identify(2), 9, "shard 2 has the key of shard 0");
  now += 4_999;
  t.equal(await identify(2), 9);
  now += 1;
  t.equal(await identify(2), 0);
});
