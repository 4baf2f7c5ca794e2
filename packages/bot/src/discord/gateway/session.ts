import type { SessionInfo } from "@discordjs/ws";
import type { GatewayDispatchPayload } from "discord.js";
import type { GatewaySessions } from "../../store/gateway-sessions.ts";
import type { DispatchQueue } from "./dispatch-queue.ts";

const ABNORMAL_CLOSURE = 1006;
const SHARD_ID = 0;
const FLUSH_EVERY_MS = 5_000;

/** Stores what an event of a session means. @returns false when it means nothing, and nothing was stored. */
export type StoreEvent = (
  payload: GatewayDispatchPayload,
  session: { id: string; sequence: number },
) => Promise<boolean>;

/** The session, kept between connections and processes: its sequence is that of the last event that is stored. */
export interface Session {
  /** Reads what an earlier process left; call it before connecting. */
  restore(): Promise<void>;
  read(): SessionInfo | null;
  update(info: SessionInfo | null): void;
  /** An event arrived. */
  receive(payload: GatewayDispatchPayload): void;
  hello(): void;
  closed(code: number): void;
  /** Leaves the session as it is from now on, so that another process may resume it. */
  freeze(): void;
  /** Records up to which event everything is stored. */
  flush(): Promise<void>;
}

export interface SessionOptions {
  readonly sessions: GatewaySessions;
  readonly queue: DispatchQueue;
  readonly store: StoreEvent;
  readonly now: () => number;
}

export function createSession({ sessions, queue, store, now }: SessionOptions): Session {
  let info: SessionInfo | null = null;
  let lastClose: number | undefined;
  let frozen = false;
  let flushedAt = now();

  async function handle(payload: GatewayDispatchPayload, sessionId: string): Promise<void> {
    const wrote = await store(payload, { id: sessionId, sequence: payload.s });
    if (info?.sessionId === sessionId && payload.s > info.sequence) info = { ...info, sequence: payload.s };
    if (wrote || now() - flushedAt < FLUSH_EVERY_MS) return;
    flushedAt = now();
    await sessions.advance(sessionId, payload.s);
  }

  function drop(): void {
    const { sessionId } = info ?? {};
    info = null;
    if (sessionId !== undefined) queue.add(() => sessions.forget(sessionId));
  }

  return {
    async restore() {
      const stored = await sessions.load();
      info = stored ? { ...stored, resumeURL: stored.resumeUrl, shardId: SHARD_ID } : null;
    },
    read: () => info,
    update(next) {
      if (frozen) return;
      // discord.js drops the session also when the network fails; Discord keeps it, so it can still be resumed.
      if (next === null) return lastClose === ABNORMAL_CLOSURE ? undefined : drop();
      if (next.sessionId === info?.sessionId) return;
      info = next;
      const { sessionId, resumeURL: resumeUrl, shardCount, sequence } = next;
      queue.add(() => sessions.save({ sessionId, resumeUrl, shardCount, sequence }));
    },
    receive(payload) {
      const sessionId = info?.sessionId;
      if (sessionId !== undefined) queue.add(() => handle(payload, sessionId));
    },
    hello() {
      lastClose = undefined;
    },
    closed(code) {
      lastClose = code;
    },
    freeze() {
      frozen = true;
    },
    async flush() {
      if (info) await sessions.advance(info.sessionId, info.sequence);
    },
  };
}
