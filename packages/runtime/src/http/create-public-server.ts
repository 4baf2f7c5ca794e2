import { randomUUID } from "node:crypto";
import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from "fastify";
import type { Logger } from "pino";
import { closeInTime } from "./close-in-time.ts";

/** Whether the service accepts traffic, and the checks that decide it. */
export interface Readiness {
  readonly ready: boolean;
  readonly checks: Record<string, boolean>;
}

function errorBody(code: string, error: string, requestId: string, retryable: boolean) {
  return { error, code, request_id: requestId, retryable };
}

/**
 * Makes the server of a public port; it does not listen yet. It serves `/livez` (the process runs), `/readyz` (200 or 503
 * with the checks), and 404 for everything else. It never serves internal operations.
 */
export function createPublicServer(options: { logger: Logger; ready: () => Promise<Readiness> }): FastifyInstance {
  const logger: FastifyBaseLogger = options.logger;
  const app: FastifyInstance = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    genReqId: () => randomUUID(),
    bodyLimit: 1024 * 1024,
    // Fastify's own requestTimeout is checked every 30 s only.
    http: { headersTimeout: 5_000, requestTimeout: 10_000, connectionsCheckingInterval: 1_000 },
    requestTimeout: 10_000,
    // A request that arrives while the server closes is still served: Stripe retries a refused webhook only after minutes.
    return503OnClosing: false,
  });
  // A client that has just connected still gets its answer.
  closeInTime(app, { idleMs: 500, runningMs: 10_000 });

  app.get("/livez", async () => ({ status: "alive" }));
  app.get("/readyz", async (_request, reply) => {
    const readiness = await options.ready();
    return reply.code(readiness.ready ? 200 : 503).send(readiness);
  });
  app.setNotFoundHandler((request, reply) =>
    reply.code(404).send(errorBody("not_found", "There is nothing here.", request.id, false)),
  );
  app.setErrorHandler((error, request, reply) => {
    const status = error instanceof Error && "statusCode" in error ? Number(error.statusCode) : 500;
    if (status >= 500) request.log.error({ err: error }, "A request on the public port failed");
    if (status === 413) {
      return reply.code(413).send(errorBody("payload_too_large", "The body is too large.", request.id, false));
    }
    if (status >= 400 && status < 500) {
      return reply.code(status).send(errorBody("invalid_request", "The request is not valid.", request.id, false));
    }
    return reply.code(500).send(errorBody("internal_error", "Something failed here.", request.id, true));
  });
  return app;
}
