import { ServiceUnavailable } from "@moddy/internal-api/server";
import t from "tap";
import { startPeer } from "./support/peer.ts";
import { notify, roles, startSender, userId } from "./support/sender.ts";

t.test("a delivery is sent if and only if its transaction commits", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port);
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  const rolledBack = sender.db.transaction().execute(async (trx) => {
    await sender.outbox.enqueue(trx, notify(userId(1)));
    throw new Error("rolled back");
  });
  await t.rejects(rolledBack, { message: "rolled back" });
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const id = await sender.enqueue({ ...notify(userId(2)), traceparent, requestId: "req-1" });
  await sender.until("succeeded", 1);
  t.equal(peer.received.length, 1);
  t.match(peer.received[0], { key: id, discordId: userId(2), requestId: "req-1" });
  t.match(peer.received[0]?.traceparent, /^00-0af7651916cd43dd8448eb211c80319c-/);
  t.match(await sender.outbox.health(), { ready: true, pending: 0, dead: 0, oldestPendingSeconds: 0 });
});

t.test("deliveries of one user are sent one after the other, those of others do not wait", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port);
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  let failures = 3;
  peer.answer = ({ discordId }) => (discordId === userId(1) && failures-- > 0 ? "discord_unavailable" : "delivered");
  // In one transaction, so that all have one creation time.
  await sender.db.transaction().execute(async (trx) => {
    for (const note of ["1", "2", "3", "4", "5"]) await sender.outbox.enqueue(trx, notify(userId(1), note));
    for (const user of [2, 3, 4]) await sender.outbox.enqueue(trx, notify(userId(user), "other"));
  });
  await sender.until("succeeded", 8);
  const notes = peer.received
    .filter(({ discordId }) => discordId === userId(1))
    .map(({ request }) => (request as { metadata: { note: string } }).metadata.note);
  t.strictSame(notes, ["1", "1", "1", "1", "2", "3", "4", "5"]);
  const first = peer.received.slice(0, 4).map(({ discordId }) => discordId);
  t.strictSame(first.toSorted(), [1, 2, 3, 4].map(userId));
});

t.test("a role delivery supersedes the older ones of the same user", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port);
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  const release = Promise.withResolvers<void>();
  peer.answer = ({ operation }) => (operation === "notify" ? release.promise.then(() => "delivered") : "delivered");
  await sender.enqueue(notify(userId(1)));
  const ids: string[] = [];
  for (const version of [1, 2, 3]) ids.push(await sender.enqueue(roles(userId(1), version)));
  await sender.enqueue(roles(userId(2), 1));
  release.resolve();
  await sender.until("succeeded", 3);
  await sender.until("superseded", 2);
  const updates = peer.received.filter(({ operation }) => operation === "roles_update");
  t.strictSame(
    updates.map(({ key }) => key).filter((key) => ids.includes(key)),
    [ids[2]],
  );
  t.equal(updates.length, 2);
});

t.test("an older version does not supersede a newer one", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port);
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  await sender.db.transaction().execute(async (trx) => {
    await sender.outbox.enqueue(trx, roles(userId(1), 2));
    await sender.outbox.enqueue(trx, roles(userId(1), 1));
  });
  await sender.until("succeeded", 2);
  t.strictSame(
    peer.received.map(({ request }) => (request as { version: number }).version),
    [2, 1],
  );
});

t.test("Retry-After is honoured", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port);
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  const times: number[] = [];
  peer.answer = () => {
    times.push(performance.now());
    if (times.length === 1) throw new ServiceUnavailable(1);
    return "delivered";
  };
  const id = await sender.enqueue(notify(userId(1)));
  await sender.until("succeeded", 1);
  const [first = 0, second = 0] = times;
  t.ok(second - first >= 1_000, "not before the second was over");
  const { delivery } = await sender.outbox.handlers.deliveriesShow({ delivery_id: id }, {} as never);
  t.match(delivery?.attempt_log, [
    { attempt: 1, outcome: "bot_unavailable", detail: "HTTP 503 unavailable", duration_ms: Number },
    { attempt: 2, outcome: "delivered", detail: null },
  ]);
});

t.test("a final outcome ends a delivery at once, and the user's next one is sent", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port);
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  peer.answer = ({ operation }) => (operation === "notify" ? "dm_closed" : "delivered");
  await sender.enqueue(notify(userId(1)));
  await sender.enqueue(roles(userId(1), 1));
  await sender.until("dead", 1);
  await sender.until("succeeded", 1);
  t.equal(peer.received.length, 2);
});
