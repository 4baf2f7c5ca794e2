import type { CallContext } from "@moddy/internal-api/server";
import { botOperations } from "@moddy/schemas";
import t from "tap";
import { until } from "../../../test/support/until.ts";
import { startPeer } from "./support/peer.ts";
import { notify, openSender, roles, type Sender, startSender, userId } from "./support/sender.ts";

const NEVER = 3_600_000;
/** So that nothing but the watch brings a delivery forward. */
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

t.test("what waits for a dead peer goes out as soon as it is back", async (t) => {
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

t.test("a peer that answers but is not healthy is waited for", async (t) => {
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

t.test("a peer that does not know the secret yet is waited for", async (t) => {
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

t.test("a delivery that hangs while the peer is well keeps to its pauses, and others go on", async (t) => {
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

  // One that needs a look at the peer, which is well: then what hangs had its turn too, if it was woken once more.
  let notReady = true;
  const answer = peer.answer;
  peer.answer = (received) => {
    if (received.discordId === hung || !notReady) return answer(received);
    notReady = false;
    return "bot_not_ready";
  };
  await deliverOther();
  await deliverOther();
  t.equal(hangs(), 4, "the first attempt, and one after each of three looks");
});

t.test("a peer that is down is not hammered", async (t) => {
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
  t.ok(peer.received.length <= 1, "at most the first of the trickle went out");
  peer.answer = () => "delivered";
  peer.healthy = true;
  await sender.until("succeeded", 51);
});

t.test("where its health is no help, a trickle finds out that a peer is back", async (t) => {
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

t.test("what waited when a process stopped is brought forward by the next one", async (t) => {
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
