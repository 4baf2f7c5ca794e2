import { DELIVERY_STEPS } from "@moddy/delivery";
import { openDatabase } from "@moddy/runtime";
import { sql } from "kysely";
import t from "tap";
import { createTestDatabase } from "../../../test/support/database.ts";
import { startChild, startReceiver } from "./support/child.ts";
import { silent, startPeer } from "./support/peer.ts";
import { migrateDeliveries, notify, startSender, userId } from "./support/sender.ts";

for (const step of DELIVERY_STEPS.filter((name) => name.startsWith("inbox."))) {
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
    const second = await startReceiver({ url: test.url, port });
    t.teardown(async () => {
      await sender.close();
      await second.close();
      await database.close();
      await test.drop();
    });
    await sender.until("succeeded", 1);
    const { rows } = await sql<{ keys: number }>`select count(*)::int as keys from effects`.execute(database.db);
    t.strictSame(rows, [{ keys: 1 }]);
  });
}
