import { type DiscordState, type Dispatch } from "../state.ts";

/** Sends to the client of a session. */
export interface SessionTransport {
  send(text: string): void;
}

export interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  seq: number;
  /** Events that no heartbeat has acknowledged yet; a resume replays them. */
  sent: { readonly seq: number; readonly text: string }[];
  transport: SessionTransport | null;
  /** When a session without a connection is deleted, in milliseconds since the epoch. */
  expiresAt: number;
}

export interface Sessions {
  open(intents: number, shard: readonly [number, number], transport: SessionTransport): Session;
  /** The session, unless it has timed out. */
  find(id: string): Session | undefined;
  readonly all: () => Session[];
  /** Disconnects the session; until it expires, the client may resume it. */
  detach(session: Session): void;
  forget(session: Session): void;
  /** Sends an event to one session. */
  emit(session: Session, t: string, data: unknown): void;
  /** Holds all events back, or sends those that were held, in order. */
  readonly hold: (holds: boolean) => void;
  readonly isHolding: () => boolean;
}

export function createSessions(state: DiscordState, timeoutMs: number, makeId: () => string): Sessions {
  const sessions = new Map<string, Session>();
  let held: (() => void)[] | undefined;
  const forgetExpired = () => {
    for (const session of sessions.values()) {
      if (session.transport === null && state.now() >= session.expiresAt) sessions.delete(session.id);
    }
  };
  const emit = (session: Session, t: string, data: unknown) => {
    session.seq += 1;
    const text = JSON.stringify({ op: 0, t, s: session.seq, d: data });
    session.sent.push({ seq: session.seq, text });
    const { transport } = session;
    if (held === undefined) return transport?.send(text);
    // A session that was resumed since has got the event by its replay.
    held.push(() => session.transport === transport && transport?.send(text));
  };
  state.dispatches.on("dispatch", (event) => {
    forgetExpired();
    for (const session of sessions.values()) {
      if (shouldReceive(state, session, event)) emit(session, event.t, event.data(session.intents));
    }
  });
  return {
    open(intents, shard, transport) {
      const session: Session = { id: makeId(), intents, shard, seq: 0, sent: [], transport, expiresAt: 0 };
      sessions.set(session.id, session);
      return session;
    },
    find(id) {
      forgetExpired();
      return sessions.get(id);
    },
    all: () => [...sessions.values()],
    detach(session) {
      session.transport = null;
      session.expiresAt = state.now() + timeoutMs;
    },
    forget: (session) => void sessions.delete(session.id),
    emit,
    hold(holds) {
      const events = held ?? [];
      held = holds ? events : undefined;
      if (!holds) for (const send of events) send();
    },
    isHolding: () => held !== undefined,
  };
}

function shouldReceive(state: DiscordState, session: Session, event: Dispatch): boolean {
  if (event.intents !== 0 && (session.intents & event.intents) === 0) return false;
  if (event.guildId === undefined) return session.shard[0] === 0;
  return (
    isGuildOnShard(session.shard, event.guildId) &&
    state.guilds.get(event.guildId)?.members.has(state.application.id) === true
  );
}

/** Whether this shard gets the guild's events. */
export function isGuildOnShard([id, count]: readonly [number, number], guildId: string): boolean {
  return (BigInt(guildId) >> 22n) % BigInt(count) === BigInt(id);
}
