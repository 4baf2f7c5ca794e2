import { setImmediate } from "node:timers/promises";
import t from "tap";
import { answer, clientOf, HEALTHY, resolver, startPeer } from "../support/start-peer.ts";
import { DISCORD_ID, startServer } from "../support/start-server.ts";

const OK = answer(200, HEALTHY);

t.test("an IPv6 address, an IPv4 address, a name with only IPv6", async (t) => {
  const six = await startPeer(t, [OK], "::1");
  const four = await startPeer(t, [OK], "127.0.0.1");
  t.strictSame(await clientOf(t, six.url).call("health", undefined), HEALTHY);
  t.strictSame(await clientOf(t, four.url).call("health", undefined), HEALTHY);
  const named = clientOf(t, `http://bot.internal:${six.port}`, { lookup: resolver(["::1"]) });
  t.strictSame(await named.call("health", undefined), HEALTHY);
  t.equal(six.got[1]?.headers.host, `bot.internal:${six.port}`);
});

t.test("a name with two addresses, one of which is dead", async (t) => {
  const six = await startPeer(t, [OK], "::1");
  const both = clientOf(t, `http://bot.internal:${six.port}`, { lookup: resolver(["127.0.0.1", "::1"]) });
  t.strictSame(await both.call("health", undefined), HEALTHY);
});

t.test("close waits for running calls and accepts no more", async (t) => {
  const started = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const server = await startServer(t, {
    handlers: {
      notify: async () => {
        started.resolve();
        await finish.promise;
        return { success: true, message: "", notification_sent: true };
      },
    },
  });
  const client = server.client();
  const call = client.call("notify", { discord_id: DISCORD_ID, action: "plan_upgraded" });
  await started.promise;
  const closing = client.close();
  await t.rejects(client.call("health", undefined), { code: "client_closed", retryable: false });
  const first = await Promise.race([closing.then(() => "closed"), setImmediate("still open")]);
  t.equal(first, "still open");
  finish.resolve();
  t.match(await call, { notification_sent: true });
  await closing;
  await client.close();
});

t.test("many calls at once share the pool", async (t) => {
  const server = await startServer(t);
  const client = server.client();
  const calls = Array.from({ length: 200 }, () => client.call("echo", { call_back: false }));
  t.equal((await Promise.all(calls)).length, 200);
});

t.test("a service that restarted is found again", async (t) => {
  const first = await startServer(t);
  const client = first.client();
  await client.call("health", undefined);
  await first.app.close();
  await t.rejects(client.call("health", undefined, { retry: false }), { code: "connection_refused" });
  await startServer(t, { port: first.port });
  t.match(await client.call("health", undefined), { status: "healthy" });
});
