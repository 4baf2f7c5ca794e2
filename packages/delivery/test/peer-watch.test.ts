import type { CallContext } from "@moddy/internal-api/server";
import { botOperations } from "@moddy/schemas";
import t from "tap";
import { until } from "../../../test/support/until.ts";
import { startPeer } from "./support/peer.ts";
import { notify, openSender, roles, type Sender, startSender, userId } from "./support/sender.ts";

const NEVER = 3_600_000;
/** Only the watch makes a delivery due earlier. */
const patient = {
  schedule: { baseDelayMs: NEVER, maxDelayMs: NEVER, oldMaxDelayMs: NEVER, trialMs: NEVER },
  random: () => 0.9,
};

/** Resolves when a delivery has found the peer absent. */
async function untilRefused(sender: Sender): Promise<void> {
  const filter = { outcome: "bot_unavailable", limit: 1 } as const;
  await until("a delivery finds the peer absent", async () => {
    const { deliveries } = await sender.outbox.handlers.deliveriesList(filter, {} as CallContext);
    return deliveries.length > 0;
  });
}

async function closedPort(): Promise<number> {
  const peer = await startPeer();
  await peer.close();
  return peer.port;
}

t.test("deliveries that wait for a peer are sent as soon as it is back", async (t) => {
  const port = await closedPort();
  const sender = await startSender(port, patient);
  for (let user = 0; user < 20; user++) await sender.enqueue(notify(userId(user)));
  await untilRefused(sender);
  const peer = await startPeer({ port });
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  await sender.until("succeeded", 20);
  t.equal(peer.received.length, 20);
});

t.test("deliveries wait for a peer that is not healthy", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port, patient);
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  peer.healthy = false;
  peer.answer = () => "bot_not_ready";
  await sender.enqueue(notify(userId(1)));
  await peer.count(1);
  peer.answer = () => "delivered";
  peer.healthy = true;
  await sender.until("succeeded", 1);
  t.equal(peer.received.length, 2);
});

t.test("deliveries wait for a peer that does not have the new secret yet", async (t) => {
  const before = await startPeer({ secret: "8sLm2VxQp9RtYw4KdHbN6cJfGzA3eUoT" });
  const sender = await startSender(before.port, patient);
  await sender.enqueue(notify(userId(1)));
  await untilRefused(sender);
  await before.close();
  const peer = await startPeer({ port: before.port });
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  await sender.until("succeeded", 1);
  t.equal(peer.received.length, 1);
});

t.test("a delivery that hangs while the peer is healthy keeps its pauses, and others go on", async (t) => {
  const peer = await startPeer();
  const operations = { ...botOperations, notify: { ...botOperations.notify, deadlineMs: 300 } };
  const sender = await startSender(peer.port, { ...patient, operations });
  const release = Promise.withResolvers<void>();
  t.teardown(async () => {
    release.resolve();
    await sender.close();
    await peer.close();
  });
  const hung = userId(0);
  const hangs = (): number => peer.received.filter(({ discordId }) => discordId === hung).length;
  peer.answer = ({ discordId }) => (discordId === hung ? release.promise.then(() => "delivered") : "delivered");
  const id = await sender.enqueue(notify(hung));
  let others = 0;
  const deliverOther = async (): Promise<void> => {
    others += 1;
    await sender.enqueue(roles(userId(others), 1));
    await sender.until("succeeded", others);
  };
  await deliverOther();
  const show = () => sender.outbox.handlers.deliveriesShow({ delivery_id: id }, {} as CallContext);
  await until("there are four attempts", async () => (await show()).delivery?.attempt_log.length === 4);

  // This delivery causes a health check, which would also wake the one that hangs if it still could be woken.
  let notReady = true;
  const answer = peer.answer;
  peer.answer = (received) => {
    if (received.discordId === hung || !notReady) return answer(received);
    notReady = false;
    return "bot_not_ready";
  };
  await deliverOther();
  await deliverOther();
  t.equal(hangs(), 4, "the first attempt, and one after each of three health checks");
});

t.test("a peer that is down gets few deliveries", async (t) => {
  const port = await closedPort();
  const sender = await startSender(port, { schedule: { baseDelayMs: 1, maxDelayMs: 1, trialMs: NEVER } });
  await sender.enqueue(notify(userId(0)));
  await untilRefused(sender);
  const peer = await startPeer({ port });
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  peer.healthy = false;
  peer.answer = () => "bot_not_ready";
  for (let user = 1; user <= 50; user++) await sender.enqueue(notify(userId(user)));
  await peer.healthCount(5);
  t.ok(peer.received.length <= 1, "at most one trial was sent");
  peer.answer = () => "delivered";
  peer.healthy = true;
  await sender.until("succeeded", 51);
});

t.test("without health checks a trial delivery finds out that the peer is back", async (t) => {
  const port = await closedPort();
  const sender = await startSender(port, { schedule: { peerCheckMs: NEVER, maxPeerCheckMs: NEVER } });
  for (let user = 0; user < 50; user++) await sender.enqueue(notify(userId(user)));
  await untilRefused(sender);
  const peer = await startPeer({ port });
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  await sender.until("succeeded", 50);
  t.equal(peer.received.length, 50);
});

t.test("deliveries that waited for the peer are due at once after a restart", async (t) => {
  const port = await closedPort();
  const sender = await startSender(port, patient);
  await sender.enqueue(notify(userId(1)));
  await untilRefused(sender);
  await sender.outbox.stop();
  const peer = await startPeer({ port });
  const next = openSender(sender.url, port, patient);
  t.teardown(async () => {
    await next.close();
    await peer.close();
    await sender.close();
  });
  await next.outbox.start();
  await next.until("succeeded", 1);
  t.equal(peer.received.length, 1);
});
