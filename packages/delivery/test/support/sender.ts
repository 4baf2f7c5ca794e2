import { createOutbox, deliveryMigrations, type Outbox, type OutboxOptions } from "@moddy/delivery";
import { createInternalClient } from "@moddy/internal-api/client";
import { migrateDatabase, openDatabase } from "@moddy/runtime";
import { botOperations, type DeliveryState } from "@moddy/schemas";
import { type Kysely, sql } from "kysely";
import { PgBoss } from "pg-boss";
import { createTestDatabase } from "../../../../test/support/database.ts";
import { until } from "../../../../test/support/until.ts";
import { SECRET, silent } from "./peer.ts";

export type BotOutbox = Outbox<typeof botOperations>;

/** Builds the tables of the outbox, the inbox and the queue. */
export async function migrateDeliveries(url: string): Promise<void> {
  const database = openDatabase<unknown>({ url, applicationName: "migrate", logger: silent });
  try {
    await migrateDatabase(database.db, { migrations: deliveryMigrations, lockId: 1 });
  } finally {
    await database.close();
  }
  const boss = new PgBoss(url);
  boss.on("error", () => undefined);
  await boss.start();
  await boss.stop();
}

/** A database and an outbox, in place of the backend. */
export interface Sender {
  readonly url: string;
  readonly db: Kysely<unknown>;
  readonly outbox: BotOutbox;
  enqueue(delivery: Parameters<BotOutbox["enqueue"]>[1]): Promise<string>;
  /** Resolves when `count` deliveries are in a state. */
  until(state: DeliveryState, count: number): Promise<void>;
  close(): Promise<void>;
}

type Tuning = Partial<OutboxOptions<typeof botOperations, unknown>>;

/** Makes an outbox on an existing database, by default with a quick schedule. */
export function openSender(url: string, peerPort: number, tuning: Tuning = {}): Omit<Sender, "until"> & Sender {
  const database = openDatabase<unknown>({ url, applicationName: "sender", logger: silent });
  const operations = tuning.operations ?? botOperations;
  const client = createInternalClient({
    operations,
    baseUrl: `http://127.0.0.1:${peerPort}`,
    secret: SECRET,
    caller: "backend",
  });
  const { db } = database;
  const outbox = createOutbox({
    db,
    databaseUrl: url,
    client,
    operations,
    service: "backend",
    logger: silent,
    ...tuning,
    schedule: {
      baseDelayMs: 20,
      maxDelayMs: 100,
      pollMs: 25,
      workerCheckMs: 100,
      peerCheckMs: 25,
      maxPeerCheckMs: 100,
      trialMs: 25,
      ...tuning.schedule,
    },
  });
  return {
    url,
    db,
    outbox,
    enqueue: (delivery) => db.transaction().execute((trx) => outbox.enqueue(trx, delivery)),
    until: (state, count) => untilCount(db, state, count),
    async close() {
      await outbox.stop();
      await client.close();
      await database.close();
    },
  };
}

/** A sender with a database of its own, started. */
export async function startSender(peerPort: number, tuning: Tuning = {}): Promise<Sender> {
  const test = await createTestDatabase({ migrate: migrateDeliveries });
  const sender = openSender(test.url, peerPort, tuning);
  await sender.outbox.start();
  return {
    ...sender,
    async close() {
      await sender.close();
      await test.drop();
    },
  };
}

async function untilCount(db: Kysely<unknown>, state: DeliveryState, count: number): Promise<void> {
  // Some tests break the connections meanwhile.
  const hasCount = async () => (await countState(db, state).catch(() => undefined)) === count;
  await until(`${count} deliveries are ${state}`, hasCount);
}

async function countState(db: Kysely<unknown>, state: DeliveryState): Promise<number | undefined> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from deliveries where state = ${state}`.execute(db);
  return rows[0]?.count;
}

/** A Discord id, made of a small number. */
export function userId(n: number): string {
  return String(100_000_000_000_000_000n + BigInt(n));
}

/** A delivery of a message. */
export function notify(discordId: string, note = "") {
  const request = { discord_id: discordId, action: "subscription_created" as const, metadata: { note } };
  return { operation: "notify" as const, discordId, request };
}

/** A delivery of roles. */
export function roles(discordId: string, version: number, plan = "premium") {
  const request = { discord_id: discordId, plan, version };
  return { operation: "rolesUpdate" as const, discordId, request, version, supersede: true };
}
