import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from "discord-api-types/v10";
import type { WebSocket } from "ws";
import { z } from "zod";
import { applicationFlags } from "../rest/commands.ts";
import { gatewayUrl } from "../rest/gateway-info.ts";
import { guildCreateShape, ownUserShape } from "../shapes.ts";
import type { World } from "../world.ts";
import { type Identify, identifyForm, isToken, refuseIdentify } from "./identify.ts";
import type { IdentifyBudget } from "./identify-budget.ts";
import { type RequestMembers, requestMembersForm } from "./request-members.ts";
import { ownsGuild, type Session, type Sessions } from "./sessions.ts";
import { createTransport } from "./transport.ts";

const MAX_PAYLOAD_BYTES = 4096;
const MAX_EVENTS_PER_MINUTE = 120;

const payloadForm = z.object({ op: z.int(), d: z.unknown() });
const resumeForm = z.object({ token: z.string(), session_id: z.string(), seq: z.int() });

export interface ConnectionDependencies {
  readonly world: World;
  readonly sessions: Sessions;
  readonly budget: IdentifyBudget;
  readonly requestMembers: (session: Session, request: RequestMembers) => void;
  readonly heartbeatIntervalMs: () => number;
  /** False = heartbeats are left unanswered. */
  readonly acknowledges: () => boolean;
  /** Discord resets a token that identifies too often. */
  readonly resetToken: () => void;
}

export interface Connection {
  readonly session: Session | null;
  readonly socket: WebSocket;
  send(op: GatewayOpcodes, d: unknown): void;
  /** Tells the client that its session is over; on the same connection it may resume or identify. */
  invalidate(resumable: boolean): void;
  /** Ends the connection; a session that is not resumable is forgotten. */
  end(code: number | "terminate", resumable: boolean): void;
}

/** Speaks the gateway's protocol, version 10, with one client. */
export function openConnection(
  socket: WebSocket,
  host: string,
  compress: string | null,
  on: ConnectionDependencies,
): Connection {
  const { world, sessions } = on;
  const transport = createTransport(socket, compress);
  let session: Session | null = null;
  let recent: number[] = [];
  let watchdog: NodeJS.Timeout | undefined;

  const send = (op: GatewayOpcodes, d: unknown) => transport.send(JSON.stringify({ op, d, s: null, t: null }));
  const close = (code: number) => socket.close(code);
  const watch = (intervalMs: number) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(() => close(GatewayCloseCodes.SessionTimedOut), intervalMs * 1.5);
  };

  const intervalMs = on.heartbeatIntervalMs();
  send(GatewayOpcodes.Hello, { heartbeat_interval: intervalMs, _trace: ["sandbox"] });
  watch(intervalMs);

  function heartbeat(d: unknown) {
    watch(intervalMs);
    if (session !== null && typeof d === "number") {
      const seen = d;
      if (seen > session.seq) return close(GatewayCloseCodes.InvalidSeq);
      session.sent = session.sent.filter(({ seq }) => seq > seen);
    }
    if (on.acknowledges()) send(GatewayOpcodes.HeartbeatAck, null);
  }

  function identify(d: unknown) {
    if (session !== null) return close(GatewayCloseCodes.AlreadyAuthenticated);
    const parsed = identifyForm.safeParse(d);
    if (!parsed.success) return close(GatewayCloseCodes.DecodeError);
    const refused = refuseIdentify(world, parsed.data);
    if (refused !== undefined) return close(refused);
    const shard = parsed.data.shard ?? [0, 1];
    const verdict = on.budget.spend(shard[0]);
    if (verdict === "exhausted") return on.resetToken();
    if (verdict === "too_soon") return send(GatewayOpcodes.InvalidSession, false);
    if (parsed.data.compress && compress === null) transport.compressPayloads();
    session = sessions.open(parsed.data.intents, shard, transport);
    greet(session, parsed.data);
  }

  function greet(opened: Session, { large_threshold: largeThreshold }: Identify) {
    const own = world.users.get(world.application.id);
    if (own === undefined) throw new Error("the bot is no user");
    const guilds = [...world.guilds.values()].filter(
      ({ id, members }) => members.has(own.id) && ownsGuild(opened.shard, id),
    );
    sessions.emit(opened, "READY", {
      v: 10,
      user: ownUserShape(own),
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: opened.id,
      resume_gateway_url: gatewayUrl(host),
      shard: opened.shard,
      application: { id: world.application.id, flags: applicationFlags(world) },
      session_type: "normal",
      private_channels: [],
      relationships: [],
      presences: [],
      user_settings: {},
      geo_ordered_rtc_regions: [],
      _trace: ["sandbox"],
    });
    world.activity.publish("discord.gateway_ready", { session_id: opened.id, shard: opened.shard });
    if ((opened.intents & GatewayIntentBits.Guilds) === 0) return;
    for (const guild of guilds)
      sessions.emit(opened, "GUILD_CREATE", guildCreateShape(world, guild, largeThreshold ?? 50));
  }

  function resume(d: unknown) {
    if (session !== null) return close(GatewayCloseCodes.AlreadyAuthenticated);
    const parsed = resumeForm.safeParse(d);
    if (!parsed.success) return close(GatewayCloseCodes.DecodeError);
    if (!isToken(world, parsed.data.token)) return close(GatewayCloseCodes.AuthenticationFailed);
    const found = sessions.find(parsed.data.session_id);
    if (found === undefined) return send(GatewayOpcodes.InvalidSession, false);
    if (parsed.data.seq < 0 || parsed.data.seq > found.seq) return close(GatewayCloseCodes.InvalidSeq);
    session = found;
    session.link = transport;
    for (const { seq, text } of session.sent) if (seq > parsed.data.seq) transport.send(text);
    sessions.emit(session, "RESUMED", { _trace: ["sandbox"] });
    world.activity.publish("discord.gateway_resumed", { session_id: session.id });
  }

  function requestMembers(d: unknown) {
    if (session === null) return close(GatewayCloseCodes.NotAuthenticated);
    const parsed = requestMembersForm.safeParse(d);
    if (!parsed.success) return close(GatewayCloseCodes.DecodeError);
    on.requestMembers(session, parsed.data);
  }

  function receive(op: GatewayOpcodes, d: unknown) {
    if (op === GatewayOpcodes.Heartbeat) return heartbeat(d);
    if (op === GatewayOpcodes.Identify) return identify(d);
    if (op === GatewayOpcodes.Resume) return resume(d);
    if (op === GatewayOpcodes.RequestGuildMembers) return requestMembers(d);
    const accepted = op === GatewayOpcodes.PresenceUpdate || op === GatewayOpcodes.VoiceStateUpdate;
    if (!accepted) return close(GatewayCloseCodes.UnknownOpcode);
    if (session === null) close(GatewayCloseCodes.NotAuthenticated);
  }

  socket.on("message", (data: Buffer) => {
    const now = world.now();
    recent = [...recent.filter((at) => at > now - 60_000), now];
    if (recent.length > MAX_EVENTS_PER_MINUTE) return close(GatewayCloseCodes.RateLimited);
    const payload = data.length > MAX_PAYLOAD_BYTES ? undefined : readPayload(data);
    if (payload === undefined) return close(GatewayCloseCodes.DecodeError);
    receive(payload.op, payload.d);
  });

  socket.on("close", (code) => {
    clearTimeout(watchdog);
    transport.dispose();
    world.activity.publish("discord.gateway_closed", { code, session_id: session?.id ?? null });
    if (session === null || session.link !== transport) return;
    if (code === 1000 || code === 1001) sessions.forget(session);
    else sessions.detach(session);
  });
  socket.on("error", () => socket.terminate());

  return {
    get session() {
      return session;
    },
    socket,
    send,
    invalidate(resumable) {
      if (session !== null && resumable) sessions.detach(session);
      else if (session !== null) sessions.forget(session);
      session = null;
      send(GatewayOpcodes.InvalidSession, resumable);
    },
    end(code, resumable) {
      if (session !== null && !resumable) sessions.forget(session);
      if (code === "terminate") socket.terminate();
      else close(code);
    },
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
