import type { DeliveryStep } from "@moddy/delivery";
import { createInternalServer } from "@moddy/internal-api/server";
import { type BotEnvironment, createPublicServer, listen, type Shutdown } from "@moddy/runtime";
import { botOperations } from "@moddy/schemas";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import { connectBackend } from "./connect-backend.ts";
import { connectDiscord } from "./connect-discord.ts";
import type { GatewaySchedule } from "./gateway/gateway.ts";
import { openStore } from "./open-store.ts";
import type { Plans } from "./plans/plans.ts";
import type { BotStep } from "./step.ts";
import { sweepDaily } from "./store/sweep-daily.ts";
import { wireHandlers } from "./wire-handlers.ts";

/** What a bot is made of. */
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
  const { config, logger, shutdown, version, now } = options;
  const parts = { ...options, step: options.step ?? (() => undefined), metrics: new Registry() };

  const store = await openStore(parts);
  const { backend, outbox } = connectBackend({ ...parts, ...store });
  const discord = connectDiscord({ ...parts, ...store, backend, outbox });
  // A call that arrives as the bot goes away is still carried out: Discord is let go after the internal server.
  const isReady = (): Promise<boolean> => discord.gateway.isUsable();

  const publicServer = createPublicServer({
    logger,
    ready: async () => {
      const [gateway, delivery] = await Promise.all([isReady(), outbox.health().catch(() => ({ ready: false }))]);
      const running = !shutdown.signal.aborted;
      return { ready: running && gateway && delivery.ready, checks: { gateway, database: delivery.ready } };
    },
  });
  const internalServer = createInternalServer({
    service: "bot",
    version,
    operations: botOperations,
    handlers: wireHandlers({ ...parts, ...store, backend, outbox, discord, isReady }),
    secrets: { current: config.INTERNAL_API_SECRET, previous: config.INTERNAL_API_SECRET_PREVIOUS },
    signatures: config.INTERNAL_API_SIGNATURES,
    idempotency: store.inbox,
    logger,
    metrics: parts.metrics,
    now,
  });

  // Closed in the reverse order: what runs is finished before Discord and then the database are let go.
  shutdown.add("public server", () => publicServer.close());
  shutdown.add("Discord", () => discord.close());
  await outbox.start();
  shutdown.add("outbox", () => outbox.stop());
  shutdown.add("internal server", () => internalServer.close());
  shutdown.add("sweeping", sweepDaily({ ...store, logger, now }));
  const [internal, open] = await Promise.all([
    listen(internalServer, { host: config.INTERNAL_HOST, port: config.INTERNAL_PORT }),
    listen(publicServer, { host: config.HOST, port: config.PORT }),
  ]);
  discord.gateway.start();
  const urls = { internal_url: internal.url, public_url: open.url };
  logger.info({ event: "service_ready", ...urls }, "The bot's servers listen");
  return { internalPort: internal.port, publicPort: open.port };
}
