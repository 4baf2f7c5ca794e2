import type { Inbox } from "@moddy/delivery";
import { createInternalServer, type SignatureMode } from "@moddy/internal-api/server";
import { createPublicServer, listen, type Readiness, type Shutdown } from "@moddy/runtime";
import type { Operation, ServiceName } from "@moddy/schemas";
import type { PgBoss } from "pg-boss";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { combineHandlers } from "./combine-handlers.ts";
import type { Contribution } from "./feature.ts";
import { type JobKind, startJobs } from "./jobs.ts";

interface ServerConfig {
  readonly INTERNAL_API_SECRET: string;
  readonly INTERNAL_API_SECRET_PREVIOUS?: string | undefined;
  readonly INTERNAL_API_SIGNATURES: SignatureMode;
  readonly INTERNAL_HOST: string;
  readonly INTERNAL_PORT: number;
  readonly HOST: string;
  readonly PORT: number;
}

/** What a service needs in addition to the contributions of its features. */
interface Dependencies {
  readonly config: ServerConfig;
  readonly service: ServiceName;
  readonly version: string;
  readonly logger: Logger;
  readonly shutdown: Shutdown;
  readonly metrics: Registry;
  readonly now: () => number;
  readonly inbox: Inbox;
  readonly outbox: { start(): Promise<void>; stop(): Promise<void>; readonly boss: PgBoss };
  /** Whether the service accepts traffic, for `/readyz`. */
  readonly readiness: () => Promise<Readiness>;
}

/** A running service. */
export interface RunningService {
  readonly internalPort: number;
  readonly publicPort: number;
  /** Runs a job now and waits for it. Rejects if it fails, or if no feature contributes the queue. */
  runJob(queue: string, data?: object): Promise<unknown>;
}

/** A connection of a service's own, such as Discord's gateway. */
export interface ServiceConnection {
  readonly name: string;
  /** Called once both ports are open; what cannot be reached then is tried again in the background. */
  open(): void;
  /** Called when the internal calls that run have ended, before the public port closes. */
  close(): Promise<void>;
}

async function openServers<Operations extends Readonly<Record<string, Operation>>>(
  operations: Operations,
  contributions: readonly Contribution<Operations>[],
  { config, service, version, logger, shutdown, metrics, now, inbox, readiness }: Dependencies,
  connection: ServiceConnection | undefined,
): Promise<{ internalPort: number; publicPort: number }> {
  const publicServer = createPublicServer({ logger, ready: readiness });
  for (const { publicRoutes } of contributions) publicRoutes?.(publicServer);
  const internalServer = createInternalServer({
    service,
    version,
    operations,
    handlers: combineHandlers(operations, contributions),
    secrets: { current: config.INTERNAL_API_SECRET, previous: config.INTERNAL_API_SECRET_PREVIOUS },
    signatures: config.INTERNAL_API_SIGNATURES,
    idempotency: inbox,
    logger,
    metrics,
    now,
  });
  shutdown.add("public server", () => publicServer.close());
  if (connection) shutdown.add(connection.name, () => connection.close());
  shutdown.add("internal server", () => internalServer.close());
  const [internal, open] = await Promise.all([
    listen(internalServer, { host: config.INTERNAL_HOST, port: config.INTERNAL_PORT }),
    listen(publicServer, { host: config.HOST, port: config.PORT }),
  ]);
  const urls = { internal_url: internal.url, public_url: open.url };
  logger.info({ event: "service_ready", ...urls }, `The ${service}'s servers listen`);
  return { internalPort: internal.port, publicPort: open.port };
}

/**
 * Starts a service from the contributions of its features: the outbox and the jobs, both servers, then its own connection.
 * A shutdown closes the internal server first, then the connection, the public server, and what was opened before.
 * @throws when the database cannot be reached, a port is taken, or no feature serves an operation. `shutdown` closes what
 * was opened by then.
 */
export async function startService<Operations extends Readonly<Record<string, Operation>>>(
  operations: Operations,
  contributions: readonly Contribution<Operations>[],
  dependencies: Dependencies,
  connection?: ServiceConnection,
): Promise<RunningService> {
  const { outbox, logger, shutdown, metrics } = dependencies;
  const kinds = contributions.flatMap(({ jobs = [] }): readonly JobKind[] => jobs);
  for (const metric of contributions.flatMap((contribution) => contribution.metrics ?? [])) {
    metrics.registerMetric(metric);
  }
  shutdown.add("outbox", () => outbox.stop());
  await outbox.start();
  const runner = { boss: outbox.boss, logger, stopping: shutdown.signal };
  for (const kind of kinds) await startJobs(kind, runner);
  const ports = await openServers(operations, contributions, dependencies, connection);
  connection?.open();
  return {
    ...ports,
    async runJob(queue, data = {}) {
      const kind = kinds.find((one) => one.queue === queue);
      if (!kind) throw new Error(`No feature contributes jobs of the queue ${queue}.`);
      return await kind.run(data, shutdown.signal);
    },
  };
}
