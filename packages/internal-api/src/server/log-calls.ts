import type { FastifyInstance } from "fastify";
import { factsOf } from "./call-facts.ts";
import type { ServerMetrics } from "./metrics.ts";

/** Writes one log line and one observation for each call. `names`: the operation of each path. */
export function logCalls(app: FastifyInstance, metrics: ServerMetrics, names: ReadonlyMap<string, string>): void {
  app.addHook("onRequest", async (request) => {
    factsOf(request).operation = names.get(request.url.split("?")[0] ?? "") ?? "unknown";
  });
  app.addHook("onResponse", async (request, reply) => {
    const { operation, outcome = "ok" } = factsOf(request);
    const status = reply.statusCode;
    const durationMs = Math.round(reply.elapsedTime * 10) / 10;
    metrics.observe({ operation, status, outcome, durationMs });
    const level = status >= 500 ? "warn" : "info";
    request.log[level](
      { event: "internal_call", operation, status, outcome, duration_ms: durationMs },
      "An internal call was answered",
    );
  });
  app.addHook("onClose", async () => metrics.stop());
}
