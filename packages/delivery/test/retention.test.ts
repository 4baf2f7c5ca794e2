import { openDatabase } from "@moddy/runtime";
import { sql } from "kysely";
import t from "tap";
import { createTestDatabase } from "../../../test/support/database.ts";
import { until } from "../../../test/support/until.ts";
import { silent, startPeer } from "./support/peer.ts";
import { migrateDeliveries, notify, openSender, roles, type Sender, startSender, userId } from "./support/sender.ts";

const DAY = 86_400_000;

/** Has the nightly upkeep run now. */
async function upkeep({ outbox }: Sender): Promise<void> {
  const id = await outbox.boss.send("deliveries-upkeep", {});
  await until("the upkeep has run", async () => {
    const [job] = await outbox.boss.findJobs("deliveries-upkeep", { id: id ?? "" });
    return job?.state === "completed";
  });
}

t.test("finished deliveries are kept for thirty days, dead ones for ninety, pending ones until they end", async (t) => {
  // A delivery's id holds the real time at which it was made.
  const start = Date.now();
  let clock = start;
  const peer = await startPeer();
  const now = (): number => clock;
  const sender = await startSender(peer.port, { now, testClock: now, schedule: { lifetimeMs: 365 * DAY } });
  t.teardown(async () => {
    await sender.close();
    await peer.close();
  });
  peer.answer = ({ discordId }) => {
    if (discordId === userId(2)) return "dm_closed";
    return discordId === userId(3) ? "discord_unavailable" : "delivered";
  };
  for (const user of [1, 2, 3]) await sender.enqueue(notify(userId(user)));
  await sender.until("succeeded", 1);
  await sender.until("dead", 1);
  const count = async () => {
    const { rows } = await sql<{ deliveries: string; attempts: number }>`
      select string_agg(state, ' ' order by state) as deliveries,
        (select count(*)::int from delivery_attempts a join deliveries d on d.id = a.delivery_id
          where d.state <> 'pending') as attempts
      from deliveries`.execute(sender.db);
    return rows[0];
  };
  for (const [days, deliveries, attempts] of [
    [30, "dead pending succeeded", 2],
    [31, "dead pending", 1],
    [90, "dead pending", 1],
    [91, "pending", 0],
  ] as const) {
    clock = start + days * DAY;
    await upkeep(sender);
    t.strictSame(await count(), { deliveries, attempts }, `after ${days} days`);
  }
});

t.test("due deliveries are found without reading finished ones", async (t) => {
  const test = await createTestDatabase({ migrate: migrateDeliveries });
  const admin = openDatabase<unknown>({ url: test.url, applicationName: "admin", poolSize: 1, logger: silent });
  const peer = await startPeer();
  t.teardown(async () => {
    await admin.close();
    await peer.close();
    await test.drop();
  });
  const ended = 20_000;
  const someone = sql`(${userId(1_000)}::bigint + n)::text`;
  await sql`insert into delivery_queues (discord_id, tail)
    select ${someone}, 1 from generate_series(1, ${ended}::int) n`.execute(admin.db);
  await sql`insert into deliveries
      (id, operation, discord_id, seq, request, state, outcome, created_at, expires_at, finished_at, alerted_at)
    select gen_random_uuid(), 'notify', ${someone}, 1, '{}', case when n % 10 = 0 then 'dead' else 'succeeded' end,
      'delivered', now(), now(), now(), now()
    from generate_series(1, ${ended}::int) n`.execute(admin.db);
  await sql`analyze delivery_queues, deliveries`.execute(admin.db);
  await sql`select pg_stat_force_next_flush()`.execute(admin.db);
  await sql`select pg_stat_reset()`.execute(admin.db);

  const sender = openSender(test.url, peer.port, { alerts: { send: async () => undefined, intervalMs: 10 } });
  await sender.outbox.start();
  for (let user = 0; user < 10; user++) await sender.enqueue(notify(userId(user)));
  await sender.enqueue(roles(userId(1), 1));
  await sender.until("pending", 0);
  t.match(await sender.outbox.health(), { pending: 0, dead: ended / 10 });
  await sender.close();
  // The server counts what a connection has read when that ends.
  const others = sql`select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`;
  await until("the sender's connections have ended", async () => (await others.execute(admin.db)).rows.length === 0);
  const { rows } = await sql<{ read: number }>`select (
      (select sum(seq_tup_read) from pg_stat_user_tables where relname in ('delivery_queues', 'deliveries')) +
      (select sum(idx_tup_read) from pg_stat_user_indexes where relname in ('delivery_queues', 'deliveries'))
    )::int as read`.execute(admin.db);
  t.ok((rows[0]?.read ?? ended) < ended, `read ${rows[0]?.read} rows`);
});
