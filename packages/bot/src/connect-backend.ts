import { createAlertWebhook, createOutbox, type DeliveryStep, type Outbox } from "@moddy/delivery";
import { createInternalClient, type InternalClient } from "@moddy/internal-api/client";
import type { BotEnvironment, Shutdown } from "@moddy/runtime";
import { backendOperations } from "@moddy/schemas";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import type { BotTables } from "./store/tables.ts";

/** The ways to the backend: calls that need an answer now, and events that must arrive some time. */
export interface Backend {
  readonly backend: InternalClient<typeof backendOperations>;
  readonly outbox: Outbox<typeof backendOperations>;
}

/** Puts them together; nothing is sent before the outbox is started. */
export function connectBackend(options: {
  config: BotEnvironment;
  db: Kysely<BotTables>;
  logger: Logger;
  shutdown: Shutdown;
  metrics: Registry;
  now: () => number;
  random: () => number;
  step: (name: DeliveryStep) => Promise<void> | void;
}): Backend {
  const { config, shutdown, db, ...common } = options;
  const backend = createInternalClient({
    ...common,
    operations: backendOperations,
    baseUrl: config.BACKEND_INTERNAL_URL,
    secret: config.INTERNAL_API_SECRET,
    previousSecret: config.INTERNAL_API_SECRET_PREVIOUS,
    caller: "bot",
  });
  shutdown.add("backend client", () => backend.close());
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret } = config;
  const send = url && secret ? createAlertWebhook({ url, secret, now: common.now }) : undefined;
  const outbox = createOutbox({
    ...common,
    db,
    databaseUrl: config.DATABASE_URL,
    client: backend,
    operations: backendOperations,
    service: "bot",
    alerts: send && { send },
  });
  return { backend, outbox };
}
