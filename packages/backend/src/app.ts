import type { DeliveryStep } from "@moddy/delivery";
import { createInternalServer } from "@moddy/internal-api/server";
import { type BackendEnvironment, createPublicServer, listen, type Readiness, type Shutdown } from "@moddy/runtime";
import { backendOperations } from "@moddy/schemas";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { PlanRules } from "./entitlement/load-plans.ts";
import { mountStripeWebhook } from "./features/stripe-webhook/route.ts";
import { measureBackend } from "./measure-backend.ts";
import { type OpenOptions, openParts, type Parts } from "./open-parts.ts";
import type { BackendStep } from "./step.ts";
import { readTime } from "./store/read-time.ts";
import { type Core, wireCore } from "./wire-core.ts";
import { wireHandlers } from "./wire-handlers.ts";
import { wireJobs } from "./wire-jobs.ts";

/** What a backend is made of. */
export interface BackendOptions {
  readonly config: BackendEnvironment;
  readonly rules: PlanRules;
  readonly logger: Logger;
  /** Closes, in its order, everything that is opened here. */
  readonly shutdown: Shutdown;
  readonly version: string;
  /** Milliseconds since 1970; the system's clock unless it is given. */
  readonly now?: () => number;
  /** From 0 up to but not 1. */
  readonly random: () => number;
  /** Called at each step of the backend and of its deliveries. */
  readonly step?: (name: BackendStep | DeliveryStep) => Promise<void> | void;
}

/** A running backend. */
export interface Backend {
  readonly internalPort: number;
  readonly publicPort: number;
  /** Works out again what changes by the passing of time alone, as it is done every minute. @returns how many. */
  recheckDue(): Promise<number>;
  /** Asks Stripe for events that never arrived, as it is done hourly. */
  recover(): Promise<{ taken: number; left: number }>;
}

type Context = OpenOptions & BackendOptions & { readonly parts: Parts; readonly core: Core };

async function isReady({ parts, shutdown }: Context): Promise<Readiness> {
  const running = !shutdown.signal.aborted;
  const database = await parts.outbox.health().then(
    ({ ready }) => ready,
    () => false,
  );
  return { ready: database && running, checks: { database, running } };
}

function createOpenServer(context: Context): FastifyInstance {
  const { config, parts, core, logger, now, step } = context;
  const server = createPublicServer({ logger, ready: () => isReady(context) });
  mountStripeWebhook(server, {
    stripe: parts.stripe,
    // Several, with commas between them, while the secret is rotated.
    secrets: config.STRIPE_WEBHOOK_SECRET.split(",").map((secret) => secret.trim()),
    takeEvent: core.takeEvent,
    step,
    now,
    databaseTime: () => readTime(parts.db),
  });
  return server;
}

function createClosedServer(context: Context): FastifyInstance {
  const { config, parts, core, logger, now, version } = context;
  return createInternalServer({
    service: "backend",
    version,
    operations: backendOperations,
    handlers: wireHandlers({ ...context, ...parts, ...core, ready: () => isReady(context) }),
    secrets: { current: config.INTERNAL_API_SECRET, previous: config.INTERNAL_API_SECRET_PREVIOUS },
    signatures: config.INTERNAL_API_SIGNATURES,
    idempotency: parts.inbox,
    logger,
    metrics: parts.metrics,
    now,
  });
}

async function openPorts(context: Context): Promise<{ internalPort: number; publicPort: number }> {
  const { config, shutdown, logger } = context;
  const open = createOpenServer(context);
  shutdown.add("public server", () => open.close());
  const closed = createClosedServer(context);
  shutdown.add("internal server", () => closed.close());
  const internal = await listen(closed, { host: config.INTERNAL_HOST, port: config.INTERNAL_PORT });
  const outer = await listen(open, { host: config.HOST, port: config.PORT });
  const urls = { internal_url: internal.url, public_url: outer.url };
  logger.info({ event: "service_ready", ...urls }, "The backend's servers listen");
  return { internalPort: internal.port, publicPort: outer.port };
}

/**
 * Starts the backend: brings the database up to date, starts the queue, then opens both ports.
 * @throws when the database cannot be reached or a port is taken; what was opened by then is in `shutdown`.
 */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const filled = { ...options, now: options.now ?? Date.now, step: options.step ?? (() => undefined) };
  const { shutdown, logger, random } = filled;
  const parts = await openParts(filled);
  const core = wireCore({ ...filled, ...parts });
  measureBackend(parts.metrics, parts.db);
  await parts.outbox.start();
  shutdown.add("outbox", () => parts.outbox.stop());
  await wireJobs(parts.outbox.boss, { ...core, random }, { logger, stopping: shutdown.signal });
  const ports = await openPorts({ ...filled, parts, core });
  return { ...ports, recheckDue: core.recheckDue, recover: () => core.recover(shutdown.signal) };
}
