import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";

/**
 * Answers `Expect: 100-continue` only once the caller is known and the body not announced too large, so that a body that
 * will be refused is not sent at all. Node would ask for it unseen.
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
