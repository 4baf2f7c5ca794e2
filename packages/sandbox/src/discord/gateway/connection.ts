import { GatewayCloseCodes, GatewayOpcodes } from "discord-api-types/v10";
import type { WebSocket } from "ws";
import { z } from "zod";
import { identify, resume } from "./authenticate.ts";
import { createPeer, type GatewayShared, type Peer } from "./peer.ts";
import { requestMembersForm } from "./request-members.ts";

const MAX_PAYLOAD_BYTES = 4096;
const MAX_PAYLOADS_PER_MINUTE = 120;

const payloadForm = z.object({ op: z.int(), d: z.unknown() });

export interface Connection {
  readonly send: (op: GatewayOpcodes, d: unknown) => void;
  /** Tells the client that its session is over; on the same connection it may resume or identify. */
  invalidate(resumable: boolean): void;
  /** Ends the connection; a session that is not resumable is forgotten. */
  end(code: GatewayCloseCodes | "terminate", resumable: boolean): void;
}

/** Speaks the gateway's protocol, version 10, with one client. */
export function openConnection(
  socket: WebSocket,
  host: string,
  compress: string | null,
  shared: GatewayShared,
): Connection {
  const peer = createPeer(socket, host, compress);
  const intervalMs = shared.heartbeatIntervalMs();
  const watchdog = setTimeout(() => peer.close(GatewayCloseCodes.SessionTimedOut), intervalMs * 1.5);
  const mayReceive = limitPayloads(shared.state.now);

  socket.on("message", (data: Buffer) => {
    if (!mayReceive()) return peer.close(GatewayCloseCodes.RateLimited);
    const payload = data.length > MAX_PAYLOAD_BYTES ? undefined : readPayload(data);
    if (payload === undefined) return peer.close(GatewayCloseCodes.DecodeError);
    if (payload.op === GatewayOpcodes.Heartbeat) watchdog.refresh();
    receive(shared, peer, payload.op, payload.d);
  });
  socket.on("close", (code) => {
    clearTimeout(watchdog);
    part(shared, peer, code);
  });
  socket.on("error", () => socket.terminate());

  peer.send(GatewayOpcodes.Hello, { heartbeat_interval: intervalMs, _trace: ["sandbox"] });
  return {
    send: peer.send,
    invalidate(resumable) {
      if (peer.session !== null && resumable) shared.sessions.detach(peer.session);
      else if (peer.session !== null) shared.sessions.forget(peer.session);
      peer.session = null;
      peer.send(GatewayOpcodes.InvalidSession, resumable);
    },
    end(code, resumable) {
      if (peer.session !== null && !resumable) shared.sessions.forget(peer.session);
      if (code === "terminate") socket.terminate();
      else peer.close(code);
    },
  };
}

function receive(shared: GatewayShared, peer: Peer, op: GatewayOpcodes, d: unknown): void {
  if (op === GatewayOpcodes.Heartbeat) return heartbeat(shared, peer, d);
  if (op === GatewayOpcodes.Identify) return identify(shared, peer, d);
  if (op === GatewayOpcodes.Resume) return resume(shared, peer, d);
  if (op === GatewayOpcodes.RequestGuildMembers) return requestMembers(shared, peer, d);
  const accepted = op === GatewayOpcodes.PresenceUpdate || op === GatewayOpcodes.VoiceStateUpdate;
  if (!accepted) return peer.close(GatewayCloseCodes.UnknownOpcode);
  if (peer.session === null) peer.close(GatewayCloseCodes.NotAuthenticated);
}

function heartbeat(shared: GatewayShared, { session, send, close }: Peer, seen: unknown): void {
  if (session !== null && typeof seen === "number") {
    if (seen > session.seq) return close(GatewayCloseCodes.InvalidSeq);
    session.sent = session.sent.filter(({ seq }) => seq > seen);
  }
  if (shared.acknowledges()) send(GatewayOpcodes.HeartbeatAck, null);
}

function requestMembers(shared: GatewayShared, { session, close }: Peer, d: unknown): void {
  if (session === null) return close(GatewayCloseCodes.NotAuthenticated);
  const parsed = requestMembersForm.safeParse(d);
  if (!parsed.success) return close(GatewayCloseCodes.DecodeError);
  shared.requestMembers(session, parsed.data);
}

/** What becomes of the session when its connection has closed. */
function part({ state, sessions }: GatewayShared, { session, transport }: Peer, code: number): void {
  transport.dispose();
  state.activity.publish("discord.gateway_closed", { code, session_id: session?.id ?? null });
  if (session === null || session.link !== transport) return;
  if (code === 1000 || code === 1001) sessions.forget(session);
  else sessions.detach(session);
}

function limitPayloads(now: () => number): () => boolean {
  let recent: number[] = [];
  return () => {
    const at = now();
    recent = [...recent.filter((earlier) => earlier > at - 60_000), at];
    return recent.length <= MAX_PAYLOADS_PER_MINUTE;
  };
}

function readPayload(data: Buffer): { op: GatewayOpcodes; d: unknown } | undefined {
  try {
    const parsed = payloadForm.safeParse(JSON.parse(data.toString("utf8")));
    return parsed.success ? { op: parsed.data.op, d: parsed.data.d } : undefined;
  } catch {
    return undefined;
  }
}
