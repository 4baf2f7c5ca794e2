import { type FastifyBaseLogger, type FastifyInstance, fastify, LogController } from "fastify";
import { requestIdFrom } from "../shared/call-ids.ts";
import { createClientErrorAnswer } from "./answer-client-error.ts";
import { answerError } from "./answer-error.ts";
import type { Limits } from "./limits.ts";

/** A Fastify server with the limits set, that reads JSON bodies as bytes and answers errors as the contract says. */
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

/** An address that Fastify cannot decode would be answered before the caller is checked; it becomes an unknown one. */
function isDecodable(url: string): boolean {
  try {
    decodeURI(url);
    return true;
  } catch {
    return false;
  }
}
