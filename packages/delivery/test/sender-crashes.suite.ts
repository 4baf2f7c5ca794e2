import { createInbox, DELIVERY_STEPS } from "@moddy/delivery";
import { createAdvisoryLocks, openDatabase } from "@moddy/runtime";
import { sql } from "kysely";
import t from "tap";
import { createTestDatabase } from "../../../test/support/database.ts";
import { startChild } from "./support/child.ts";
import { silent, startPeer } from "./support/peer.ts";
import { migrateDeliveries, openSender } from "./support/sender.ts";

for (const step of DELIVERY_STEPS.filter((name) => name.startsWith("outbox."))) {
  t.test(`the sender is killed at ${step}`, async (t) => {
    const test = await createTestDatabase({ migrate: migrateDeliveries });
    const inboxAt = openDatabase<unknown>({ url: test.url, applicationName: "receiver", logger: silent });
    const locks = createAdvisoryLocks({ url: test.url, applicationName: "receiver-locks", logger: silent });
    const peer = await startPeer({ idempotency: createInbox({ db: inboxAt.db, locks }) });
    const killed = await startChild({ role: "sender", url: test.url, port: peer.port, dieAt: step, enqueueFor: 1 });
    t.equal(await killed.ended, "SIGKILL");

    const next = openSender(test.url, peer.port);
    t.teardown(async () => {
      await next.close();
      await peer.close();
      await locks.close();
      await inboxAt.close();
      await test.drop();
    });
    await next.outbox.start();
    const isStored = step !== "outbox.enqueued";
    await next.until("succeeded", isStored ? 1 : 0);
    t.equal(peer.received.length, isStored ? 1 : 0, "carried out once, or never where nothing was committed");
    const { rows } = await sql`select from deliveries where state <> 'succeeded'`.execute(next.db);
    t.equal(rows.length, 0);
  });
}
