import underPressure from "@fastify/under-pressure";
import type { Operation } from "@moddy/schemas";
import { describeAsOpenApi } from "@moddy/schemas/openapi";
import type { FastifyInstance } from "fastify";
import { Registry } from "prom-client";
import type { Operations } from "../shared/types.ts";
import { ApiError, ServiceUnavailable } from "./api-error.ts";
import { addCallFacts, factsOf } from "./call-facts.ts";
import { createBearerCheck } from "./check-bearer.ts";
import { createSignatureCheck } from "./check-signature.ts";
import { closeGracefully } from "./close-gracefully.ts";
import { createApp } from "./create-app.ts";
import { expectContinue } from "./expect-continue.ts";
import { DEFAULT_LIMITS, type Limits } from "./limits.ts";
import { logCalls } from "./log-calls.ts";
import { createServerMetrics } from "./metrics.ts";
import { createReplayGuard } from "./replay-guard.ts";
import type { AnyHandler } from "./run-handler.ts";
import { createRunningCalls } from "./running-calls.ts";
import { serveOperation } from "./serve-operation.ts";
import type { InternalServerOptions } from "./types.ts";

/**
 * A server of the internal API, not listening yet. Every path needs the bearer secret before its body is read; every
 * error is answered with the contract's error body. Beside the operations it serves `GET /internal/metrics` and
 * `GET /internal/openapi.json`.
 */
export function createInternalServer<Ops extends Operations>(options: InternalServerOptions<Ops>): FastifyInstance {
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const now = options.now ?? Date.now;
  const registry = options.metrics ?? new Registry();
  const running = createRunningCalls(limits.calls);
  const app = createApp(options.logger, limits);

  addCallFacts(app);
  logCalls(app, createServerMetrics(registry, options), namesOf(options.operations));
  checkCaller(app, createBearerCheck(options.secrets));
  closeGracefully(app, running, limits.closeMs);
  expectContinue(app, limits.bodyBytes);
  shedLoad(app, limits);
  answerUnknown(app, Object.values(options.operations));

  const guard = options.replayGuard ?? createReplayGuard({ now });
  const checkSignature = createSignatureCheck({ secrets: options.secrets, mode: options.signatures, guard, now });
  const parts = { checkSignature, idempotency: options.idempotency, running, jsonLevels: limits.jsonLevels };
  for (const [name, operation] of Object.entries(options.operations)) {
    const handler = options.handlers[name] as AnyHandler;
    const { method, path: url } = operation;
    app.route({ method, url, config: unshed(operation), handler: serveOperation(operation, handler, parts) });
  }
  app.get("/internal/metrics", { config: ALWAYS }, async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  const document = describeAsOpenApi(options.service, Object.values(options.operations));
  app.get("/internal/openapi.json", async () => document);
  return app;
}

/** The route's setting by which load shedding lets it through. */
const ALWAYS = { pressureHandler: () => undefined };

/** A service under load is still to say that it lives. */
function unshed(operation: Operation): object {
  return operation.id === "health" ? ALWAYS : {};
}

function namesOf(operations: Operations): Map<string, string> {
  return new Map([
    ...Object.values(operations).map(({ path, id }) => [path, id] as const),
    ["/internal/metrics", "metrics"],
    ["/internal/openapi.json", "openapi"],
  ]);
}

function checkCaller(app: FastifyInstance, checkBearer: ReturnType<typeof createBearerCheck>): void {
  app.addHook("onRequest", async (request, reply) => {
    reply.header("x-request-id", request.id);
    factsOf(request).secretUsed = checkBearer(request.raw);
    const encoding = request.headers["content-encoding"];
    if (encoding !== undefined && encoding !== "identity") throw new ApiError("unsupported_media_type");
  });
}

function shedLoad(app: FastifyInstance, limits: Limits): void {
  app.register(underPressure, {
    maxEventLoopDelay: limits.eventLoopDelayMs,
    retryAfter: 1,
    customError: ServiceUnavailable,
  });
}

function answerUnknown(app: FastifyInstance, operations: Operation[]): void {
  app.setNotFoundHandler((request) => {
    const path = request.url.split("?")[0];
    const known = operations.find((operation) => operation.path === path);
    if (known === undefined) throw new ApiError("not_found");
    throw new ApiError("method_not_allowed", { headers: { allow: known.method } });
  });
}
