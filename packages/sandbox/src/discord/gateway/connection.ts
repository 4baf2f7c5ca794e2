import { GatewayCloseCodes, GatewayOpcodes } from "discord-api-types/v10";
import type { WebSocket } from "ws";
import { z } from "zod";
import { identify, resume } from "./authenticate.ts";
import { createGatewayClient, type GatewayClient, type GatewayShared } from "./gateway-client.ts";
import { requestMembersForm } from "./request-members.ts";

const MAX_PAYLOAD_BYTES = 4096;
const MAX_PAYLOADS_PER_MINUTE = 120;

const payloadForm = z.object({ op: z.int(), d: z.unknown() });

export interface Connection {
  readonly send: (op: GatewayOpcodes, d: unknown) => void;
  /** Tells the client that its session is over; on the same connection it may resume or identify. */
  invalidate(resumable: boolean): void;
  /** Ends the connection, and deletes the session unless it is resumable. */
  end(code: GatewayCloseCodes | "terminate", resumable: boolean): void;
}

/** Speaks the gateway's protocol, version 10, with one client. */
export function openConnection(
  socket: WebSocket,
  host: string,
  compress: string | null,
  shared: GatewayShared,
): Connection {
  const client = createGatewayClient(socket, host, compress);
  const intervalMs = shared.heartbeatIntervalMs();
  const watchdog = setTimeout(() => client.close(GatewayCloseCodes.SessionTimedOut), intervalMs * 1.5);
  const mayReceive = limitPayloads(shared.state.now);

  socket.on("message", (data: Buffer) => {
    if (!mayReceive()) return client.close(GatewayCloseCodes.RateLimited);
    const payload = data.length > MAX_PAYLOAD_BYTES ? undefined : readPayload(data);
    if (payload === undefined) return client.close(GatewayCloseCodes.DecodeError);
    if (payload.op === GatewayOpcodes.Heartbeat) watchdog.refresh();
    receive(shared, client, payload.op, payload.d);
  });
  socket.on("close", (code) => {
    clearTimeout(watchdog);
    handleClose(shared, client, code);
  });
  socket.on("error", () => socket.terminate());

  client.send(GatewayOpcodes.Hello, { heartbeat_interval: intervalMs, _trace: ["sandbox"] });
  return {
    send: client.send,
    invalidate(resumable) {
      if (client.session !== null && resumable) shared.sessions.detach(client.session);
      else if (client.session !== null) shared.sessions.forget(client.session);
      client.session = null;
      client.send(GatewayOpcodes.InvalidSession, resumable);
    },
    end(code, resumable) {
      if (client.session !== null && !resumable) shared.sessions.forget(client.session);
      if (code === "terminate") socket.terminate();
      else client.close(code);
    },
  };
}

function receive(shared: GatewayShared, client: GatewayClient, op: GatewayOpcodes, d: unknown): void {
  if (op === GatewayOpcodes.Heartbeat) return heartbeat(shared, client, d);
  if (op === GatewayOpcodes.Identify) return identify(shared, client, d);
  if (op === GatewayOpcodes.Resume) return resume(shared, client, d);
  if (op === GatewayOpcodes.RequestGuildMembers) return requestMembers(shared, client, d);
  const accepted = op === GatewayOpcodes.PresenceUpdate || op === GatewayOpcodes.VoiceStateUpdate;
  if (!accepted) return client.close(GatewayCloseCodes.UnknownOpcode);
  if (client.session === null) client.close(GatewayCloseCodes.NotAuthenticated);
}

function heartbeat(shared: GatewayShared, { session, send, close }: GatewayClient, seen: unknown): void {
  if (session !== null && typeof seen === "number") {
    if (seen > session.seq) return close(GatewayCloseCodes.InvalidSeq);
    session.sent = session.sent.filter(({ seq }) => seq > seen);
  }
  if (shared.acknowledges()) send(GatewayOpcodes.HeartbeatAck, null);
}

function requestMembers(shared: GatewayShared, { session, close }: GatewayClient, d: unknown): void {
  if (session === null) return close(GatewayCloseCodes.NotAuthenticated);
  const parsed = requestMembersForm.safeParse(d);
  if (!parsed.success) return close(GatewayCloseCodes.DecodeError);
  shared.requestMembers(session, parsed.data);
}

/** Keeps the session for a resume, or deletes it after a normal close. */
function handleClose({ state, sessions }: GatewayShared, { session, transport }: GatewayClient, code: number): void {
  transport.dispose();
  state.activity.publish("discord.gateway_closed", { code, session_id: session?.id ?? null });
  if (session === null || session.transport !== transport) return;
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
