import type { GatewayCloseCodes, GatewayOpcodes } from "discord-api-types/v10";
import type { WebSocket } from "ws";
import type { DiscordState } from "../state.ts";
import type { IdentifyBudget } from "./identify-budget.ts";
import type { RequestMembers } from "./request-members.ts";
import type { Session, Sessions } from "./sessions.ts";
import { createTransport, type Transport } from "./transport.ts";

/** What all connections of the gateway share. */
export interface GatewayShared {
  readonly state: DiscordState;
  readonly sessions: Sessions;
  readonly budget: IdentifyBudget;
  readonly requestMembers: (session: Session, request: RequestMembers) => void;
  readonly heartbeatIntervalMs: () => number;
  /** False leaves heartbeats unanswered. */
  readonly acknowledges: () => boolean;
  /** Invalidates the token, as Discord does when a bot identifies too often. */
  readonly resetToken: () => void;
}

/** The client of one connection. */
export interface GatewayClient {
  /** The host that the client called. */
  readonly host: string;
  readonly transport: Transport;
  /** Whether one compression stream serves the whole connection. */
  readonly streamed: boolean;
  session: Session | null;
  readonly send: (op: GatewayOpcodes, d: unknown) => void;
  readonly close: (code: GatewayCloseCodes) => void;
}

export function createGatewayClient(socket: WebSocket, host: string, compress: string | null): GatewayClient {
  const transport = createTransport(socket, compress);
  return {
    host,
    transport,
    streamed: compress !== null,
    session: null,
    send: (op, d) => transport.send(JSON.stringify({ op, d, s: null, t: null })),
    close: (code) => socket.close(code),
  };
}
