import { createAlertWebhook, createInbox, createOutbox, type DeliveryStep, type SentDelivery } from "@moddy/delivery";
import { createInternalClient } from "@moddy/internal-api/client";
import { createAdvisoryLocks, ensureDatabase, migrateDatabase, openDatabase } from "@moddy/runtime";
import type { Operation, ServiceName } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import { Registry } from "prom-client";
import type { ServiceOptions } from "./options.ts";

/** The variables that both services have. */
interface SharedConfig {
  readonly DATABASE_URL: string;
  readonly INTERNAL_API_SECRET: string;
  readonly INTERNAL_API_SECRET_PREVIOUS?: string | undefined;
  readonly ALERT_WEBHOOK_URL?: string | undefined;
  readonly ALERT_WEBHOOK_SECRET?: string | undefined;
}

type Operations = Readonly<Record<string, Operation>>;
type Options = ServiceOptions<SharedConfig>;

async function openTables<DB>(
  { config, logger, shutdown }: Options,
  applicationName: string,
  database: { migrations: Record<string, Migration>; lockId: number; poolSize?: number },
) {
  const url = config.DATABASE_URL;
  await ensureDatabase(url, applicationName);
  const { poolSize = 10, migrations, lockId } = database;
  const opened = openDatabase<DB>({ url, applicationName, poolSize, logger });
  shutdown.add("database", () => opened.close());
  await migrateDatabase(opened.db, { migrations, lockId });
  const locks = createAdvisoryLocks({ url, applicationName: `${applicationName}-locks`, logger });
  shutdown.add("locks", () => locks.close());
  return { db: opened.db, locks };
}

function openPeer<Ops extends Operations>(
  { config, shutdown, ...options }: Options & { metrics: Registry },
  { service, operations, baseUrl }: { service: ServiceName; operations: Ops; baseUrl: string },
) {
  const peer = createInternalClient({
    operations,
    baseUrl,
    secret: config.INTERNAL_API_SECRET,
    previousSecret: config.INTERNAL_API_SECRET_PREVIOUS,
    caller: service,
    metrics: options.metrics,
    now: options.now ?? Date.now,
    random: options.random ?? Math.random,
  });
  shutdown.add("peer client", () => peer.close());
  return peer;
}

/**
 * Opens what both services need: the migrated database, locks, the inbox, the client of the other service (`peer`) and the
 * outbox to it, which is not started yet. `shutdown` closes all of it.
 * @throws when the database cannot be reached.
 */
export async function openServiceDependencies<DB, Ops extends Operations>(
  options: Options,
  own: {
    service: ServiceName;
    database: { migrations: Record<string, Migration>; lockId: number; poolSize?: number };
    peer: { operations: Ops; baseUrl: string };
    /** Stores what the service needs of the replies to its deliveries. */
    onReply?: (db: Kysely<DB>, delivery: SentDelivery, reply: unknown) => Promise<void>;
  },
) {
  const { config, logger, shutdown, version, now = Date.now, random = Math.random } = options;
  const { service } = own;
  const step = options.step ?? ((_name: DeliveryStep) => undefined);
  const metrics = new Registry();
  const { db, locks } = await openTables<DB>(options, `moddy-${service}`, own.database);
  const peer = openPeer({ ...options, metrics }, { service, ...own.peer });
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = config;
  const sendAlert = url && secret ? createAlertWebhook({ url, secret, now }) : undefined;
  const outbox = createOutbox<Ops, DB>({
    db,
    databaseUrl: config.DATABASE_URL,
    client: peer,
    operations: own.peer.operations,
    service,
    logger,
    metrics,
    now,
    random,
    step,
    onReply: own.onReply && ((delivery, reply) => own.onReply?.(db, delivery, reply) ?? Promise.resolve()),
    alerts: sendAlert && { send: sendAlert },
  });
  const inbox = createInbox({ db, locks, step });
  return { service, version, logger, shutdown, now, random, metrics, db, locks, peer, outbox, inbox, sendAlert };
}

/** What both services need. */
export type ServiceDependencies<DB, Ops extends Operations> = Awaited<
  ReturnType<typeof openServiceDependencies<DB, Ops>>
>;
