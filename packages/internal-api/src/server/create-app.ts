import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from "fastify";
import { requestIdFrom } from "../shared/call-ids.ts";
import { createClientErrorAnswer } from "./answer-client-error.ts";
import { answerError } from "./answer-error.ts";
import type { Limits } from "./limits.ts";

/** Makes a Fastify server with limits. It reads JSON bodies as bytes and replies to errors with the contract's body. */
export function createApp(logger: FastifyBaseLogger, limits: Limits): FastifyInstance {
  const clientErrors = createClientErrorAnswer();
  const app = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "request_id" }),
    genReqId: (request) => requestIdFrom(request.headers["x-request-id"]),
    bodyLimit: limits.bodyBytes,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    keepAliveTimeout: limits.keepAliveMs,
    requestTimeout: limits.requestMs,
    http: {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: 500,
      maxHeaderSize: limits.headerBytes,
      requireHostHeader: false,
    },
    clientErrorHandler: clientErrors.answer,
    rewriteUrl: (request) => (isDecodable(request.url ?? "/") ? (request.url ?? "/") : "/"),
  });
  app.server.maxConnections = limits.connections;
  app.server.on("request", clientErrors.watch);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.setErrorHandler(answerError);
  return app;
}

/** Fastify replies to a path that it cannot decode before our check of the caller, so such a path is replaced. */
function isDecodable(url: string): boolean {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}
