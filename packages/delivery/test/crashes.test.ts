import { createInbox, DELIVERY_STEPS } from "@moddy/delivery";
import { createAdvisoryLocks, openDatabase } from "@moddy/runtime";
import { sql } from "kysely";
import t from "tap";
import { createTestDatabase } from "../../../test/support/database.ts";
import { startChild } from "./support/child.ts";
import { silent, startPeer } from "./support/peer.ts";
import { migrateDeliveries, notify, openSender, startSender, userId } from "./support/sender.ts";

const stepsOf = (side: string) => DELIVERY_STEPS.filter((step) => step.startsWith(`${side}.`));

for (const step of stepsOf("outbox")) {
  t.test(`the sender is killed at ${step}`, async (t) => {
    const test = await createTestDatabase({ migrate: migrateDeliveries });
    const inboxAt = openDatabase<unknown>({ url: test.url, applicationName: "receiver", logger: silent });
    const locks = createAdvisoryLocks({ url: test.url, applicationName: "receiver-locks", logger: silent });
    const peer = await startPeer({ idempotency: createInbox({ db: inboxAt.db, locks }) });
    const killed = await startChild({ role: "sender", url: test.url, port: peer.port, dieAt: step, enqueueFor: 1 });
    t.equal(await killed.ended, "SIGKILL");

    const next = openSender(test.url, peer.port);
    await next.outbox.start();
    t.teardown(async () => {
      await next.close();
      await peer.close();
      await locks.close();
      await inboxAt.close();
      await test.drop();
    });
    const isStored = step !== "outbox.enqueued";
    await next.until("succeeded", isStored ? 1 : 0);
    t.equal(peer.received.length, isStored ? 1 : 0, "carried out once, or never where nothing was committed");
    const { rows } = await sql`select from deliveries where state <> 'succeeded'`.execute(next.db);
    t.equal(rows.length, 0);
  });
}

for (const step of stepsOf("inbox")) {
  t.test(`the receiver is killed at ${step}`, async (t) => {
    const test = await createTestDatabase({ migrate: migrateDeliveries });
    const database = openDatabase<unknown>({ url: test.url, applicationName: "test", logger: silent });
    await sql`create table effects (key text)`.execute(database.db);
    const probe = await startPeer();
    await probe.close();
    const { port } = probe;
    const first = await startChild({ role: "receiver", url: test.url, port, dieAt: step });
    const sender = await startSender(port);
    await sender.enqueue(notify(userId(1)));
    t.equal(await first.ended, "SIGKILL");
    const second = await startChild({ role: "receiver", url: test.url, port });
    t.teardown(async () => {
      await sender.close();
      await second.kill();
      await database.close();
      await test.drop();
    });
    await sender.until("succeeded", 1);
    const { rows } = await sql<{ keys: number }>`select count(*)::int as keys from effects`.execute(database.db);
    t.strictSame(rows, [{ keys: 1 }]);
  });
}
