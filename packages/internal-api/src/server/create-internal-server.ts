import underPressure from "@fastify/under-pressure";
import { closeInTime } from "@moddy/runtime";
import { describeAsOpenApi } from "@moddy/schemas/openapi";
import type { FastifyInstance } from "fastify";
import { Registry } from "prom-client";
import type { Operations } from "../shared/types.ts";
import { answerUnknown } from "./answer-unknown.ts";
import { ApiError, ServiceUnavailable } from "./api-error.ts";
import { addCallFacts, factsOf } from "./call-facts.ts";
import { createBearerCheck, type Secrets } from "./check-bearer.ts";
import { createSignatureCheck } from "./check-signature.ts";
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

/** What a service serves in addition to its operations. */
const ABOUT = [
  { id: "metrics", method: "GET", path: "/internal/metrics" },
  { id: "openapi", method: "GET", path: "/internal/openapi.json" },
] as const;

/** Exempts a route from load shedding: a service under load still reports its health and metrics. */
const UNSHED = { pressureHandler: () => undefined };

/**
 * Makes a server of the internal API; it does not listen yet. It checks the bearer secret on every path before it reads the
 * body, and every error has the contract's body. In addition to the operations it serves `GET /internal/metrics` and
 * `GET /internal/openapi.json`. Closing it finishes the running calls.
 */
export function createInternalServer<Ops extends Operations>(options: InternalServerOptions<Ops>): FastifyInstance {
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const now = options.now ?? Date.now;
  const registry = options.metrics ?? new Registry();
  const running = createRunningCalls(limits.calls);
  const routes = [...Object.values(options.operations), ...ABOUT];
  const app = createApp(options.logger, limits);

  addCallFacts(app);
  logCalls(app, createServerMetrics(registry, options), new Map(routes.map(({ path, id }) => [path, id])));
  checkCaller(app, options.secrets);
  closeInTime(app, { idleMs: 0, runningMs: limits.closeMs, ...running });
  expectContinue(app, limits.bodyBytes);
  shedLoad(app, limits);
  answerUnknown(app, new Map(routes.map(({ path, method }) => [path, method])));

  const guard = createReplayGuard({ now });
  const checkSignature = createSignatureCheck({ secrets: options.secrets, mode: options.signatures, guard, now });
  const parts = { checkSignature, idempotency: options.idempotency, running, jsonLevels: limits.jsonLevels };
  for (const [name, operation] of Object.entries(options.operations)) {
    const { method, path: url, id } = operation;
    const handler = serveOperation(operation, options.handlers[name] as AnyHandler, parts);
    app.route({ method, url, handler, config: id === "health" ? UNSHED : {} });
  }
  serveAbout(app, options, registry);
  return app;
}

function checkCaller(app: FastifyInstance, secrets: Secrets): void {
  const checkBearer = createBearerCheck(secrets);
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

function serveAbout(app: FastifyInstance, options: InternalServerOptions<Operations>, registry: Registry): void {
  const [metrics, openapi] = ABOUT;
  const document = describeAsOpenApi(options.service, Object.values(options.operations));
  app.get(metrics.path, { config: UNSHED }, async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  app.get(openapi.path, async () => document);
}
