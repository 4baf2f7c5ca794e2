import type { Outcome } from "@moddy/schemas";
import { sql } from "kysely";
import t from "tap";
import { until } from "../../../test/support/until.ts";
import { startPeer } from "./support/peer.ts";
import { notify, type Sender, startSender, userId } from "./support/sender.ts";

const withdraw = (sender: Sender, id: string) =>
  sender.db.transaction().execute((trx) => sender.outbox.withdraw(trx, id));

t.test("a delivery that waits behind another is withdrawn; the other and the next are sent", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port);
  t.teardown(() => sender.close().then(() => peer.close()));
  const release = Promise.withResolvers<Outcome>();
  peer.answer = () => release.promise;
  const [first, second, third] = [
    await sender.enqueue(notify(userId(1), "1")),
    await sender.enqueue(notify(userId(1), "2")),
    await sender.enqueue(notify(userId(1), "3")),
  ];
  await until("the first is on its way", () => peer.received.length === 1);
  t.equal(await withdraw(sender, second), "unsent");
  t.equal(await withdraw(sender, second), "unsent", "it stays withdrawn");
  t.equal(await withdraw(sender, first), "uncertain", "its attempt is under way");
  release.resolve("delivered");
  await sender.until("succeeded", 2);
  t.equal(await withdraw(sender, first), "ended", "it arrived");
  t.equal(await withdraw(sender, third), "ended");
  t.same(
    peer.received.map(({ key }) => key),
    [first, third],
  );
});

t.test("an attempt under way that fails is not repeated, and counts as unsent where it cannot have been", async (t) => {
  for (const [outcome, expected] of [
    ["bot_not_ready", "unsent"],
    ["discord_unavailable", "uncertain"],
  ] as const) {
    const peer = await startPeer();
    const sender = await startSender(peer.port);
    const release = Promise.withResolvers<Outcome>();
    peer.answer = () => release.promise;
    const id = await sender.enqueue(notify(userId(1)));
    await until("it is on its way", () => peer.received.length === 1);
    t.equal(await withdraw(sender, id), "uncertain");
    release.resolve(outcome);
    await until(`${expected} after ${outcome}`, async () => (await withdraw(sender, id)) === expected);
    await sender.enqueue(notify(userId(1), "next"));
    await until("the next is sent", () => peer.received.length === 2);
    t.not(peer.received[1]?.key, id);
    await sender.close();
    await peer.close();
  }
});

t.test("while nobody listens, nothing was sent, however often it was tried", async (t) => {
  const peer = await startPeer();
  await peer.close();
  const sender = await startSender(peer.port);
  t.teardown(() => sender.close());
  const id = await sender.enqueue(notify(userId(1)));
  const isTried = async () => {
    const { rows } = await sql`select from delivery_attempts where delivery_id = ${id}`.execute(sender.db);
    return rows.length > 0;
  };
  await until("it was tried", isTried);
  t.ok(await until("no attempt is under way", async () => (await withdraw(sender, id)) === "unsent"));
});
