import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type Alert, createAlertWebhook } from "@moddy/delivery";
import type { CallContext } from "@moddy/internal-api/server";
import { Webhook } from "standardwebhooks";
import t from "tap";
import { until } from "../../../test/support/until.ts";
import { startPeer } from "./support/peer.ts";
import { notify, openSender, roles, startSender, userId } from "./support/sender.ts";

const KEY = `whsec_${Buffer.from("a key of an alert webhook, 32 B.").toString("base64")}`;

interface Received {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A webhook that refuses its first call and then gives each call to the test. */
async function startWebhook() {
  const received: Received[] = [];
  let refuse = true;
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    response.writeHead(refuse ? 500 : 204).end();
    if (!refuse) received.push({ headers: request.headers, body });
    refuse = false;
  }
  const server = createServer((request, response) => {
    void take(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async next(): Promise<Received> {
      return await until("an alert is sent", () => received.shift());
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

t.test("dead deliveries and those that wait too long are alerted", async (t) => {
  let clock = Date.parse("2026-01-01T00:00:00Z");
  const webhook = await startWebhook();
  const peer = await startPeer();
  const sender = await startSender(peer.port, {
    testClock: () => clock,
    now: () => clock,
    alerts: {
      send: createAlertWebhook({ url: webhook.url, secret: KEY, now: Date.now }),
      oldestPendingSeconds: 600,
      intervalMs: 20,
    },
  });
  t.teardown(async () => {
    await sender.close();
    await Promise.all([peer.close(), webhook.close()]);
  });

  const nextAlert = async () => {
    const { headers, body } = await webhook.next();
    for (const user of [1, 2, 3]) t.notMatch(body, userId(user), "no personal data");
    return new Webhook(KEY).verify(body, headers as Record<string, string>);
  };
  peer.answer = ({ operation }) => (operation === "notify" ? "dm_closed" : "role_too_high");
  await sender.enqueue(notify(userId(1)));
  t.match(await nextAlert(), {
    type: "deliveries.alert",
    data: {
      service: "backend",
      dead: [{ operation: "notify", outcome: "dm_closed", count: 1 }],
      oldest_pending_seconds: null,
    },
  });
  await sender.enqueue(roles(userId(2), 1));
  t.match(await nextAlert(), { data: { dead: [{ operation: "roles_update", outcome: "role_too_high", count: 1 }] } });

  peer.answer = () => "discord_unavailable";
  await sender.enqueue(notify(userId(3)));
  await peer.count(peer.received.length + 1);
  clock += 601_000;
  t.match(await nextAlert(), { data: { dead: [], oldest_pending_seconds: 601 } });

  peer.answer = ({ discordId }) => (discordId === userId(1) ? "dm_closed" : "discord_unavailable");
  clock += 3_599_000;
  await sender.enqueue(notify(userId(1)));
  t.match(
    await nextAlert(),
    { data: { dead: [{ count: 1 }], oldest_pending_seconds: null } },
    "not again within an hour",
  );
  clock += 1_000;
  t.match(await nextAlert(), { data: { dead: [], oldest_pending_seconds: 4_201 } }, "but after an hour");
});

t.test("a retried delivery that dies again is alerted again", async (t) => {
  const alerts: Alert[] = [];
  const send = async (alert: Alert): Promise<void> => {
    alerts.push(alert);
  };
  const peer = await startPeer();
  const sender = await startSender(peer.port, { alerts: { send, intervalMs: 10 } });
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  peer.answer = () => "dm_closed";
  const id = await sender.enqueue(notify(userId(1)));
  await until("it is alerted", () => alerts.length === 1);
  await sender.enqueue(roles(userId(2), 1));
  await until("another one is alerted", () => alerts.length === 2);
  t.match(alerts[1], { dead: [{ operation: "roles_update", count: 1 }] }, "the first one is not alerted twice");
  await sender.outbox.handlers.deliveriesRetry({ delivery_id: id }, {} as CallContext);
  await until("the retried one is alerted again", () => alerts.length === 3);
  t.match(alerts[2], { dead: [{ operation: "notify", outcome: "dm_closed", count: 1 }] });
});

t.test("of two processes one sends the alert", async (t) => {
  const alerts: Alert[] = [];
  const finish = Promise.withResolvers<void>();
  const send = async (alert: Alert): Promise<void> => {
    alerts.push(alert);
    await finish.promise;
  };
  const peer = await startPeer();
  const one = await startSender(peer.port, { alerts: { send, intervalMs: 5 } });
  const two = openSender(one.url, peer.port, { alerts: { send, intervalMs: 5 } });
  t.teardown(async () => {
    finish.resolve();
    await two.close();
    await one.close();
    await peer.close();
  });
  await two.outbox.start();
  peer.answer = ({ discordId }) => (discordId === userId(0) ? "dm_closed" : "delivered");
  await one.enqueue(notify(userId(0)));
  await until("an alert is sent", () => alerts.length > 0);
  // While it is on its way, the other process checks many times.
  for (let user = 1; user <= 20; user++) {
    await one.enqueue(notify(userId(user)));
    await one.until("succeeded", user);
  }
  t.equal(alerts.length, 1);
  finish.resolve();
});
