import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/**
 * Replies to `Expect: 100-continue` only after the check of the caller and of the announced length, so that a body that
 * will be refused is never sent. Node itself would always ask for it.
 */
export function expectContinue(app: FastifyInstance, bodyBytes: number): void {
  const waiting = new WeakSet<IncomingMessage>();
  app.server.on("checkContinue", (request, response) => {
    waiting.add(request);
    app.server.emit("request", request, response);
  });
  app.server.on("checkExpectation", (request, response) => app.server.emit("request", request, response));
  app.addHook("preParsing", async (request, reply) => {
    const announced = Number(request.headers["content-length"] ?? 0);
    if (waiting.has(request.raw) && announced <= bodyBytes) reply.raw.writeContinue();
  });
}
