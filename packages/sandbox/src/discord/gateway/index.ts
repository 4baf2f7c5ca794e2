import { GatewayCloseCodes, GatewayOpcodes } from "discord-api-types/v10";
import type { FastifyInstance } from "fastify";
import { type WebSocket, WebSocketServer } from "ws";
import type { DiscordState } from "../state.ts";
import { type Connection, openConnection } from "./connection.ts";
import { createIdentifyBudget, type IdentifyBudget } from "./identify-budget.ts";
import { createMemberRequests } from "./request-members.ts";
import { createSessions, type Session } from "./sessions.ts";

export interface GatewayOptions {
  readonly heartbeatIntervalMs?: number | undefined;
  /** How long a session without a connection can be resumed; 300,000 by default. */
  readonly sessionTimeoutMs?: number | undefined;
  readonly identifiesPerDay?: number | undefined;
  readonly identifySpacingMs?: number | undefined;
  readonly maxConcurrency?: number | undefined;
}

/** How `drop` ends or disturbs a connection. */
export type DropKind = "terminate" | "close" | "reconnect" | "invalid_session";

export interface Gateway {
  readonly budget: IdentifyBudget;
  readonly sessions: () => Session[];
  readonly connections: () => number;
  /** Whether heartbeats are answered. */
  acknowledges: boolean;
  /** Holds all events back, or sends those that were held. */
  readonly hold: (holds: boolean) => void;
  readonly isHolding: () => boolean;
  /** For new connections. */
  heartbeatIntervalMs: number;
  /** Ends or disturbs every connection; with `resumable` the sessions survive. Returns the number of connections. */
  drop(kind: DropKind, resumable: boolean): number;
  /** Ends all sessions as Discord does when it resets a token. */
  readonly revoke: () => void;
}

/** Serves the gateway at /gateway on the server of the app, and closes it with the app. */
export function serveGateway(
  app: FastifyInstance,
  state: DiscordState,
  random: () => number,
  options: GatewayOptions = {},
): Gateway {
  const makeId = () => Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join("");
  const sessions = createSessions(state, options.sessionTimeoutMs ?? 300_000, makeId);
  const connections = new Set<Connection>();
  const gateway: Gateway = {
    acknowledges: true,
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? 41_250,
    budget: createIdentifyBudget({
      now: state.now,
      perDay: options.identifiesPerDay ?? 1000,
      maxConcurrency: options.maxConcurrency ?? 1,
      spacingMs: options.identifySpacingMs ?? 5000,
    }),
    sessions: sessions.all,
    hold: sessions.hold,
    isHolding: sessions.isHolding,
    connections: () => connections.size,
    drop(kind, resumable) {
      for (const connection of connections) disrupt(connection, kind, resumable);
      return connections.size;
    },
    revoke() {
      state.application.tokenValid = false;
      for (const session of sessions.all()) sessions.forget(session);
      for (const connection of connections) connection.end(GatewayCloseCodes.AuthenticationFailed, false);
    },
  };
  const shared = {
    state,
    sessions,
    budget: gateway.budget,
    requestMembers: createMemberRequests(state, sessions),
    heartbeatIntervalMs: () => gateway.heartbeatIntervalMs,
    acknowledges: () => gateway.acknowledges,
    resetToken: gateway.revoke,
  };

  acceptConnections(app, (client, host, compress) => {
    const connection = openConnection(client, host, compress, shared);
    connections.add(connection);
    client.on("close", () => connections.delete(connection));
  });
  return gateway;
}

type Accept = (client: WebSocket, host: string, compress: string | null) => void;

function acceptConnections(app: FastifyInstance, accept: Accept): void {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  app.server.on("upgrade", (request, socket, head) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "ws://sandbox");
    if (!/^\/gateway\/?$/.test(pathname)) {
      socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n");
      return;
    }
    server.handleUpgrade(request, socket, head, (client) => {
      if (searchParams.get("v") !== "10") return client.close(GatewayCloseCodes.InvalidAPIVersion);
      if ((searchParams.get("encoding") ?? "json") !== "json") return client.close(GatewayCloseCodes.DecodeError);
      accept(client, request.headers.host ?? "127.0.0.1", searchParams.get("compress"));
    });
  });
  app.addHook("preClose", async () => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
}

function disrupt(connection: Connection, kind: DropKind, resumable: boolean): void {
  if (kind === "terminate") return connection.end("terminate", resumable);
  if (kind === "close") return connection.end(GatewayCloseCodes.UnknownError, resumable);
  if (kind === "invalid_session") return connection.invalidate(resumable);
  connection.send(GatewayOpcodes.Reconnect, null);
  if (!resumable) connection.end(GatewayCloseCodes.UnknownError, false);
}
