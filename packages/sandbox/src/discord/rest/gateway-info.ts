import type { FastifyInstance, FastifyRequest } from "fastify";

export interface SessionStartLimit {
  readonly total: number;
  readonly remaining: number;
  /** Milliseconds. */
  readonly reset_after: number;
  readonly max_concurrency: number;
}

export interface GatewayInfo {
  sessionStartLimit(): SessionStartLimit;
}

/** Where this caller finds the gateway: the host it already speaks to. */
export const gatewayUrl = (host: string): string => `ws://${host}/gateway`;

export function serveGatewayInfo(scope: FastifyInstance, gateway: GatewayInfo): void {
  const url = (request: FastifyRequest) => gatewayUrl(request.headers.host ?? request.host);
  scope.get("/gateway", (request) => ({ url: url(request) }));
  scope.get("/gateway/bot", (request) => ({
    url: url(request),
    shards: 1,
    session_start_limit: gateway.sessionStartLimit(),
  }));
}
