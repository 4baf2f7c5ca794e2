import { createInbox, createOutbox, type DeliveryStep } from "@moddy/delivery";
import { createInternalClient } from "@moddy/internal-api/client";
import { createInternalServer, type Handlers } from "@moddy/internal-api/server";
import {
  type BotEnvironment,
  createAdvisoryLocks,
  createPublicServer,
  ensureDatabase,
  listen,
  migrateDatabase,
  openDatabase,
  type Shutdown,
} from "@moddy/runtime";
import { backendOperations, botOperations } from "@moddy/schemas";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import { connectDiscord } from "./connect-discord.ts";
import { createEcho } from "./features/echo/echo.ts";
import { createHealth } from "./features/health/health.ts";
import { createRolesList } from "./features/roles-list/roles-list.ts";
import type { GatewaySchedule } from "./gateway/gateway.ts";
import type { Plans } from "./plans/plans.ts";
import type { BotStep } from "./step.ts";
import { MIGRATION_LOCK_ID, migrations } from "./store/migrations.ts";
import { sweepDaily } from "./store/sweep-daily.ts";
import type { BotTables } from "./store/tables.ts";
import { wireNotify } from "./wire-notify.ts";
import { wireRolesUpdate } from "./wire-roles-update.ts";

const APPLICATION = "moddy-bot";

export interface BotOptions {
  readonly config: BotEnvironment;
  readonly plans: Plans;
  readonly logger: Logger;
  /** Closes, in its order, everything that is opened here. */
  readonly shutdown: Shutdown;
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From 0 up to but not 1. */
  readonly random: () => number;
  readonly gatewaySchedule?: Partial<GatewaySchedule>;
  /** Called at each step of the bot and of its deliveries. */
  readonly step?: (name: BotStep | DeliveryStep) => Promise<void> | void;
}

/** A running bot. */
export interface Bot {
  readonly internalPort: number;
  readonly publicPort: number;
}

/**
 * Starts the bot: its servers at once, Discord as soon as it can be had.
 * @throws when the database cannot be reached or a port is taken; what was opened by then is in `shutdown`.
 */
export async function startBot(options: BotOptions): Promise<Bot> {
  const { config, logger, shutdown, version, plans, now, random, step = () => undefined } = options;
  const metrics = new Registry();

  await ensureDatabase(config.DATABASE_URL, APPLICATION);
  const database = openDatabase<BotTables>({ url: config.DATABASE_URL, applicationName: APPLICATION, logger });
  shutdown.add("database", () => database.close());
  const { db } = database;
  await migrateDatabase(db, { migrations, lockId: MIGRATION_LOCK_ID });
  const locks = createAdvisoryLocks({ url: config.DATABASE_URL, applicationName: `${APPLICATION}-locks`, logger });
  shutdown.add("locks", () => locks.close());

  const backend = createInternalClient({
    operations: backendOperations,
    baseUrl: config.BACKEND_INTERNAL_URL,
    secret: config.INTERNAL_API_SECRET,
    previousSecret: config.INTERNAL_API_SECRET_PREVIOUS,
    caller: "bot",
    metrics,
    now,
    random,
  });
  shutdown.add("backend client", () => backend.close());
  const outbox = createOutbox({
    db,
    databaseUrl: config.DATABASE_URL,
    client: backend,
    operations: backendOperations,
    service: "bot",
    logger,
    metrics,
    now,
    random,
    step,
  });
  const inbox = createInbox({ db, locks, step });

  const discord = connectDiscord({ ...options, db, locks, outbox, backend, metrics, step });
  const isReady = async (): Promise<boolean> => !shutdown.signal.aborted && (await discord.gateway.isUsable());
  const parts = { ...options, guildId: config.MODDY_GUILD_ID, db, locks, discord, isReady, step };
  const handlers: Handlers<typeof botOperations> = {
    health: createHealth({ version, isHealthy: () => discord.gateway.isHealthy() }),
    echo: createEcho({ version, backend, now }),
    notify: wireNotify(parts),
    rolesUpdate: wireRolesUpdate(parts),
    rolesList: createRolesList({ guildId: config.MODDY_GUILD_ID, api: discord.api, plans }),
    ...outbox.handlers,
  };

  const publicServer = createPublicServer({
    logger,
    ready: async () => {
      const [gateway, delivery] = await Promise.all([isReady(), outbox.health().catch(() => ({ ready: false }))]);
      return { ready: gateway && delivery.ready, checks: { gateway, database: delivery.ready } };
    },
  });
  shutdown.add("public server", () => publicServer.close());
  shutdown.add("Discord", () => discord.close());
  await outbox.start();
  shutdown.add("outbox", () => outbox.stop());
  const internalServer = createInternalServer({
    service: "bot",
    version,
    operations: botOperations,
    handlers,
    secrets: { current: config.INTERNAL_API_SECRET, previous: config.INTERNAL_API_SECRET_PREVIOUS },
    signatures: config.INTERNAL_API_SIGNATURES,
    idempotency: inbox,
    logger,
    metrics,
    now,
  });
  shutdown.add("internal server", () => internalServer.close());
  shutdown.add("sweeping", sweepDaily({ db, inbox, logger, now }));

  const [internal, open] = await Promise.all([
    listen(internalServer, { host: config.INTERNAL_HOST, port: config.INTERNAL_PORT }),
    listen(publicServer, { host: config.INTERNAL_HOST, port: config.PORT }),
  ]);
  discord.gateway.start();
  const urls = { internal_url: urlOf(internal), public_url: urlOf(open) };
  logger.info({ event: "service_ready", ...urls }, "The bot's servers listen");
  return { internalPort: internal.port, publicPort: open.port };
}

function urlOf({ address, port, family }: { address: string; port: number; family: "IPv4" | "IPv6" }): string {
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}
