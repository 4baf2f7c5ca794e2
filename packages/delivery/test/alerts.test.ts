import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { createAlertWebhook } from "@moddy/delivery";
import { Webhook } from "standardwebhooks";
import t from "tap";
import { until } from "../../../test/support/until.ts";
import { startPeer } from "./support/peer.ts";
import { notify, roles, startSender, userId } from "./support/sender.ts";

const KEY = `whsec_${Buffer.from("a key of an alert webhook, 32 B.").toString("base64")}`;

interface Told {
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** A webhook that refuses its first call, and gives the calls that follow one by one. */
async function startWebhook() {
  const told: Told[] = [];
  let refuse = true;
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    response.writeHead(refuse ? 500 : 204).end();
    if (!refuse) told.push({ headers: request.headers, body });
    refuse = false;
  }
  const server = createServer((request, response) => {
    void take(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async next(): Promise<Told> {
      return await until("an alert is sent", () => told.shift());
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

t.test("a person is told of what died and of what waits too long", async (t) => {
  let clock = Date.parse("2026-01-01T00:00:00Z");
  const webhook = await startWebhook();
  const peer = await startPeer();
  const sender = await startSender(peer.port, {
    testClock: () => clock,
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

  const tell = async () => {
    const { headers, body } = await webhook.next();
    for (const user of [1, 2, 3]) t.notMatch(body, userId(user), "no personal data");
    return new Webhook(KEY).verify(body, headers as Record<string, string>);
  };
  peer.answer = ({ operation }) => (operation === "notify" ? "dm_closed" : "role_too_high");
  await sender.enqueue(notify(userId(1)));
  t.match(await tell(), {
    type: "deliveries.alert",
    data: {
      service: "backend",
      dead: [{ operation: "notify", outcome: "dm_closed", count: 1 }],
      oldest_pending_seconds: null,
    },
  });
  await sender.enqueue(roles(userId(2), 1));
  t.match(await tell(), { data: { dead: [{ operation: "roles_update", outcome: "role_too_high", count: 1 }] } });

  peer.answer = () => "discord_unavailable";
  await sender.enqueue(notify(userId(3)));
  await peer.count(peer.received.length + 1);
  clock += 601_000;
  t.match(await tell(), { data: { dead: [], oldest_pending_seconds: 601 } });
});
