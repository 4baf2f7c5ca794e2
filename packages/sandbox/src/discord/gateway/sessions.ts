import { type DiscordState, type Dispatch } from "../state.ts";

/** What a session sends through while it is connected. */
export interface SessionLink {
  send(text: string): void;
}

export interface Session {
  readonly id: string;
  readonly intents: number;
  readonly shard: readonly [id: number, count: number];
  seq: number;
  /** Sent and not yet acknowledged by a heartbeat; replayed on resume. */
  sent: { readonly seq: number; readonly text: string }[];
  link: SessionLink | null;
  /** Milliseconds since the epoch at which a session without a link is forgotten. */
  expiresAt: number;
}

export interface Sessions {
  open(intents: number, shard: readonly [number, number], link: SessionLink): Session;
  /** The session, unless it has timed out. */
  find(id: string): Session | undefined;
  readonly all: () => Session[];
  /** Leaves the session to be resumed for a while. */
  detach(session: Session): void;
  forget(session: Session): void;
  /** Sends an event to one session. */
  emit(session: Session, t: string, data: unknown): void;
}

export function createSessions(state: DiscordState, timeoutMs: number, makeId: () => string): Sessions {
  const sessions = new Map<string, Session>();
  const forgetExpired = () => {
    for (const session of sessions.values()) {
      if (session.link === null && state.now() >= session.expiresAt) sessions.delete(session.id);
    }
  };
  const emit = (session: Session, t: string, data: unknown) => {
    session.seq += 1;
    const text = JSON.stringify({ op: 0, t, s: session.seq, d: data });
    session.sent.push({ seq: session.seq, text });
    session.link?.send(text);
  };
  state.dispatches.on("dispatch", (event) => {
    forgetExpired();
    for (const session of sessions.values()) {
      if (concerns(state, session, event)) emit(session, event.t, event.data(session.intents));
    }
  });
  return {
    open(intents, shard, link) {
      const session: Session = { id: makeId(), intents, shard, seq: 0, sent: [], link, expiresAt: 0 };
      sessions.set(session.id, session);
      return session;
    },
    find(id) {
      forgetExpired();
      return sessions.get(id);
    },
    all: () => [...sessions.values()],
    detach(session) {
      session.link = null;
      session.expiresAt = state.now() + timeoutMs;
    },
    forget: (session) => void sessions.delete(session.id),
    emit,
  };
}

function concerns(state: DiscordState, session: Session, event: Dispatch): boolean {
  if (event.intents !== 0 && (session.intents & event.intents) === 0) return false;
  if (event.guildId === undefined) return session.shard[0] === 0;
  return (
    ownsGuild(session.shard, event.guildId) &&
    state.guilds.get(event.guildId)?.members.has(state.application.id) === true
  );
}

/** Whether a guild's events go to this shard. */
export function ownsGuild([id, count]: readonly [number, number], guildId: string): boolean {
  return (BigInt(guildId) >> 22n) % BigInt(count) === BigInt(id);
}
