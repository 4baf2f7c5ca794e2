import type { GatewayCloseCodes, GatewayOpcodes } from "discord-api-types/v10";
import type { WebSocket } from "ws";
import type { DiscordState } from "../state.ts";
import type { IdentifyBudget } from "./identify-budget.ts";
import type { RequestMembers } from "./request-members.ts";
import type { Session, Sessions } from "./sessions.ts";
import { createTransport, type Transport } from "./transport.ts";

/** What every connection of the gateway shares. */
export interface GatewayShared {
  readonly state: DiscordState;
  readonly sessions: Sessions;
  readonly budget: IdentifyBudget;
  readonly requestMembers: (session: Session, request: RequestMembers) => void;
  readonly heartbeatIntervalMs: () => number;
  /** False = heartbeats are left unanswered. */
  readonly acknowledges: () => boolean;
  /** Discord resets a token that identifies too often. */
  readonly resetToken: () => void;
}

/** The client at the other end of one connection. */
export interface Peer {
  /** The host that the client called. */
  readonly host: string;
  readonly transport: Transport;
  /** Whether everything goes through one compression stream. */
  readonly streamed: boolean;
  session: Session | null;
  readonly send: (op: GatewayOpcodes, d: unknown) => void;
  readonly close: (code: GatewayCloseCodes) => void;
}

export function createPeer(socket: WebSocket, host: string, compress: string | null): Peer {
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
