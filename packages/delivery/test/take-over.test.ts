import { randomUUID } from "node:crypto";
import type { CallContext } from "@moddy/internal-api/server";
import type { Outcome } from "@moddy/schemas";
import { sql } from "kysely";
import t, { type Test } from "tap";
import { until } from "../../../test/support/until.ts";
import { startPeer } from "./support/peer.ts";
import { notify, startSender, userId } from "./support/sender.ts";

const NEVER = 3_600_000;

/** A delivery whose attempt has reached the peer, and waits for the test's answer. */
async function startAttempt(t: Test) {
  const peer = await startPeer();
  // So that only the test takes claims over.
  const sender = await startSender(peer.port, { schedule: { workerCheckMs: NEVER } });
  const answer = Promise.withResolvers<Outcome>();
  const called = Promise.withResolvers<void>();
  t.teardown(async () => {
    answer.resolve("delivered");
    await sender.close();
    await peer.close();
  });
  peer.answer = () => {
    called.resolve();
    return answer.promise;
  };
  const id = await sender.enqueue(notify(userId(1)));
  await called.promise;
  return { sender, answer, id };
}

t.test("a worker whose claim another has taken over does not record", async (t) => {
  const { sender, answer, id } = await startAttempt(t);
  const other = randomUUID();
  await sql`update delivery_queues set claimed_by = ${other}, claimed_until = now() + interval '1 hour'`.execute(
    sender.db,
  );
  answer.resolve("dm_closed");
  const show = () => sender.outbox.handlers.deliveriesShow({ delivery_id: id }, {} as CallContext);
  await until("the attempt is over", async () => (await show()).delivery?.attempt_log.length === 1);
  t.match((await show()).delivery, { state: "pending", outcome: null, attempts: 1, finished_at: null });
  const { rows } = await sql`select claimed_by from delivery_queues`.execute(sender.db);
  t.strictSame(rows, [{ claimed_by: other }], "and the claim stays with the other worker");
});

t.test("an attempt that ends after its delivery was sent again does not record", async (t) => {
  const { sender, answer, id } = await startAttempt(t);
  // The same worker claimed it again after its first claim had run out.
  await sql`update deliveries set attempts = 2`.execute(sender.db);
  answer.resolve("dm_closed");
  const show = () => sender.outbox.handlers.deliveriesShow({ delivery_id: id }, {} as CallContext);
  await until("the attempt is over", async () => (await show()).delivery?.attempt_log.length === 1);
  t.match((await show()).delivery, { state: "pending", outcome: null });
});

t.test("a delivery that is cancelled while it is sent stays so, unless the attempt succeeds", async (t) => {
  for (const [outcome, state] of [
    ["delivered", "succeeded"],
    ["dm_closed", "cancelled"],
    ["discord_unavailable", "cancelled"],
  ] as const) {
    const peer = await startPeer();
    const sender = await startSender(peer.port);
    const answer = Promise.withResolvers<Outcome>();
    const called = Promise.withResolvers<void>();
    t.teardown(async () => {
      answer.resolve("delivered");
      await sender.close();
      await peer.close();
    });
    peer.answer = () => {
      called.resolve();
      return answer.promise;
    };
    const { handlers } = sender.outbox;
    const id = await sender.enqueue(notify(userId(1)));
    await called.promise;
    t.match(await handlers.deliveriesCancel({ delivery_id: id }, {} as CallContext), { count: 1 });
    answer.resolve(outcome);
    const show = () => handlers.deliveriesShow({ delivery_id: id }, {} as CallContext);
    await until("the attempt is over", async () => (await show()).delivery?.attempt_log.length === 1);
    t.match((await show()).delivery, { state, outcome, finished_at: /Z$/, next_attempt_at: null });
    // The user's queue is free again.
    await sender.enqueue(notify(userId(1)));
    await peer.count(2);
  }
});

t.test("no more deliveries are sent at once than the concurrency allows", async (t) => {
  const peer = await startPeer();
  const sender = await startSender(peer.port, { concurrency: 2 });
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  let running = 0;
  let most = 0;
  peer.answer = async (): Promise<Outcome> => {
    running += 1;
    most = Math.max(most, running);
    // Long enough for the worker to claim more if it could.
    await sql`select 1`.execute(sender.db);
    await sql`select 1`.execute(sender.db);
    running -= 1;
    return "delivered";
  };
  await sender.db.transaction().execute(async (trx) => {
    for (let user = 0; user < 30; user++) await sender.outbox.enqueue(trx, notify(userId(user)));
  });
  await sender.until("succeeded", 30);
  t.equal(most, 2);
});
