import { randomUUID } from "node:crypto";
import type { CallContext } from "@moddy/internal-api/server";
import type { Outcome } from "@moddy/schemas";
import { sql } from "kysely";
import t from "tap";
import { until } from "../../../test/support/until.ts";
import { startPeer } from "./support/peer.ts";
import { notify, startSender, userId } from "./support/sender.ts";

const NEVER = 3_600_000;

t.test("a worker whose claim another has taken over does not record", async (t) => {
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
  const peer = await startPeer();
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
  // The same worker claimed it again after its first claim had run out.
  await sql`update deliveries set attempts = 2`.execute(sender.db);
  answer.resolve("dm_closed");
  const show = () => sender.outbox.handlers.deliveriesShow({ delivery_id: id }, {} as CallContext);
  await until("the attempt is over", async () => (await show()).delivery?.attempt_log.length === 1);
  t.match((await show()).delivery, { state: "pending", outcome: null });
});
