import type { FastifyInstance, FastifyRequest } from "fastify";
import { gatewayUrl } from "../gateway/gateway-url.ts";
import type { IdentifyBudget } from "../gateway/identify-budget.ts";

export function serveGatewayInfo(scope: FastifyInstance, identifyBudget: IdentifyBudget): void {
  const url = (request: FastifyRequest) => gatewayUrl(request.headers.host ?? request.host);
  scope.get("/gateway", (request) => ({ url: url(request) }));
  scope.get("/gateway/bot", (request) => ({
    url: url(request),
    shards: 1,
    session_start_limit: identifyBudget.limit,
  }));
}
