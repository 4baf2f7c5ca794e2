import { createInbox } from "@moddy/delivery";
import { createAdvisoryLocks, createLogger, openDatabase } from "@moddy/runtime";
import { botOperations, type Outcome } from "@moddy/schemas";
import { sql } from "kysely";
import t from "tap";
import { createTestDatabase } from "../../../test/support/database.ts";
import { silent, startPeer } from "./support/peer.ts";
import { migrateDeliveries, notify, openSender, startSender, userId } from "./support/sender.ts";
import { startSilentProxy } from "./support/silent-proxy.ts";

function noteOf(request: unknown): number {
  return Number((request as { metadata: { note: string } }).metadata.note);
}

t.test("two workers share the work and keep each user's order", async (t) => {
  const peer = await startPeer();
  const one = await startSender(peer.port);
  const two = openSender(one.url, peer.port);
  t.teardown(async () => {
    await two.close();
    await one.close();
    await peer.close();
  });
  await two.outbox.start();
  const running = new Set<string>();
  let atOnce = 0;
  peer.answer = async ({ discordId }): Promise<Outcome> => {
    if (running.has(discordId)) atOnce += 1;
    running.add(discordId);
    await sql`select pg_sleep(0.005)`.execute(one.db);
    running.delete(discordId);
    return "delivered";
  };
  for (let note = 0; note < 10; note++) {
    await one.db.transaction().execute(async (trx) => {
      for (let user = 0; user < 20; user++) await one.outbox.enqueue(trx, notify(userId(user), String(note)));
    });
  }
  await one.until("succeeded", 200);
  t.equal(peer.received.length, 200, "each is sent once");
  t.equal(atOnce, 0, "never two of one user at once");
  for (let user = 0; user < 20; user++) {
    const notes = peer.received
      .filter(({ discordId }) => discordId === userId(user))
      .map(({ request }) => noteOf(request));
    t.strictSame(notes, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  }
});

t.test("PostgreSQL ends all connections, again and again: nothing is lost or done twice", async (t) => {
  const test = await createTestDatabase({ migrate: migrateDeliveries });
  const database = openDatabase<unknown>({ url: test.url, applicationName: "receiver", logger: silent });
  const locks = createAdvisoryLocks({ url: test.url, applicationName: "receiver-locks", logger: silent });
  const admin = openDatabase<unknown>({ url: test.url, applicationName: "admin", poolSize: 1, logger: silent });
  const peer = await startPeer({ idempotency: createInbox({ db: database.db, locks }) });
  const sender = openSender(test.url, peer.port);
  t.teardown(async () => {
    await sender.close();
    await peer.close();
    await locks.close();
    await Promise.all([database.close(), admin.close()]);
    await test.drop();
  });
  await sender.outbox.start();
  const done = new Set<string>();
  let doubled = 0;
  peer.answer = ({ key, resumed }) => {
    if (done.has(key) && !resumed) doubled += 1;
    done.add(key);
    return "delivered";
  };
  await sender.db.transaction().execute(async (trx) => {
    for (let user = 0; user < 300; user++) await sender.outbox.enqueue(trx, notify(userId(user)));
  });
  for (const calls of [20, 100, 200]) {
    await peer.count(calls);
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(admin.db);
  }
  await sender.until("succeeded", 300);
  t.equal(done.size, 300);
  t.equal(doubled, 0);
  t.ok((await sender.outbox.health()).ready, "the worker is whole again");
});

t.test("another worker takes over the claims of one that is cut off", async (t) => {
  const test = await createTestDatabase({ migrate: migrateDeliveries });
  const proxy = await startSilentProxy(test.url);
  const peer = await startPeer();
  // The claim holds for the operations' deadline and one second more.
  const operations = operationsWithDeadline(200);
  const schedule = { leaseMs: 1_000 };
  const cutOff = openSender(proxy.url, peer.port, { operations, schedule });
  const other = openSender(test.url, peer.port, { operations, schedule });
  t.teardown(async () => {
    await proxy.close();
    await Promise.all([cutOff.close(), other.close()]);
    await peer.close();
    await test.drop();
  });
  await cutOff.outbox.start();
  peer.answer = () => {
    proxy.fallSilent();
    peer.answer = () => "delivered";
    return "delivered";
  };
  await cutOff.enqueue(notify(userId(1)));
  await peer.count(1);
  await other.outbox.start();
  await other.until("succeeded", 1);
  t.strictSame(new Set(peer.received.map(({ key }) => key)).size, 1);
});

t.test("a delivery whose record failed is sent again at once, not when its claim expires", async (t) => {
  const gaveUp = Promise.withResolvers<void>();
  const write = (line: string): void => {
    if (line.includes("could not be recorded")) gaveUp.resolve();
  };
  const logger = createLogger({ service: "backend", level: "error", destination: { write } });
  const peer = await startPeer();
  // The claim would hold for a minute.
  const schedule = { leaseMs: 100 };
  const sender = await startSender(peer.port, { logger, operations: operationsWithDeadline(60_000), schedule });
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  await sql`alter table delivery_attempts add constraint broken check (false)`.execute(sender.db);
  await sender.enqueue(notify(userId(1)));
  await gaveUp.promise;
  await sql`alter table delivery_attempts drop constraint broken`.execute(sender.db);
  await sender.until("succeeded", 1);
  t.strictSame(new Set(peer.received.map(({ key }) => key)).size, 1);
});

/** The bot's operations with another deadline. */
function operationsWithDeadline(deadlineMs: number): typeof botOperations {
  const entries = Object.entries(botOperations).map(([name, operation]) => [name, { ...operation, deadlineMs }]);
  return Object.fromEntries(entries) as typeof botOperations;
}
