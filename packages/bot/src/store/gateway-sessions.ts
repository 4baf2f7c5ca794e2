import { type Kysely, sql, type Transaction } from "kysely";
import type { BotTables } from "./tables.ts";

/** What it takes to resume a gateway session. */
export interface StoredSession {
  readonly sessionId: string;
  readonly resumeUrl: string;
  readonly shardCount: number;
  /** Up to which event everything is stored. */
  readonly sequence: number;
}

/** The gateway session of one token, shared by every process of the bot. */
export interface GatewaySessions {
  /** A fingerprint of the bot's token. */
  readonly token: string;
  load(): Promise<StoredSession | undefined>;
  /** Replaces the stored session. */
  save(session: StoredSession): Promise<void>;
  forget(sessionId: string): Promise<void>;
  advance(sessionId: string, sequence: number): Promise<void>;
  /** The same within a transaction; false when the event was stored before: it is a replay. */
  claimEvent(trx: Transaction<BotTables>, sessionId: string, sequence: number): Promise<boolean>;
  /** Records that this process holds the session and that it is alive. @returns when: it identifies this record. */
  recordHeartbeat(): Promise<string>;
  /** Records that the session is not alive now, unless another process has recorded a heartbeat since. */
  recordOffline(lastHeartbeatAt: string): Promise<void>;
  /** Whether a heartbeat was recorded within the last seconds, by the database's clock, and the session is held since. */
  isAlive(withinSeconds: number): Promise<boolean>;
  /** The same, and true also when it is offline since: it is likely to be resumed. */
  wasAlive(withinSeconds: number): Promise<boolean>;
}

/** @param token a fingerprint of the bot's token: a session belongs to one. */
export function createGatewaySessions(db: Kysely<BotTables>, token: string): GatewaySessions {
  const none = { session_id: null, resume_url: null, shard_count: null, sequence: null };
  const advance = (query: Kysely<BotTables>, sessionId: string, sequence: number) =>
    query
      .updateTable("gateway_sessions")
      .set({ sequence })
      .where("token", "=", token)
      .where("session_id", "=", sessionId)
      .where("sequence", "<", String(sequence))
      .executeTakeFirst();
  const heartbeatWithin = (withinSeconds: number) =>
    db
      .selectFrom("gateway_sessions")
      .select("token")
      .where("token", "=", token)
      .where("alive_at", ">", sql<Date>`now() - make_interval(secs => ${withinSeconds})`);
  return {
    token,
    async load() {
      const row = await db.selectFrom("gateway_sessions").selectAll().where("token", "=", token).executeTakeFirst();
      if (!row?.session_id || !row.resume_url || !row.shard_count) return undefined;
      const sequence = Number(row.sequence ?? 0);
      return { sessionId: row.session_id, resumeUrl: row.resume_url, shardCount: row.shard_count, sequence };
    },
    async save({ sessionId, resumeUrl, shardCount, sequence }) {
      const values = { session_id: sessionId, resume_url: resumeUrl, shard_count: shardCount, sequence };
      await db
        .insertInto("gateway_sessions")
        .values({ token, alive_at: null, held: false, ...values })
        .onConflict((conflict) => conflict.column("token").doUpdateSet(values))
        .execute();
    },
    async forget(sessionId) {
      await db
        .updateTable("gateway_sessions")
        .set(none)
        .where("token", "=", token)
        .where("session_id", "=", sessionId)
        .execute();
    },
    async advance(sessionId, sequence) {
      await advance(db, sessionId, sequence);
    },
    async claimEvent(trx, sessionId, sequence) {
      const { numUpdatedRows } = await advance(trx, sessionId, sequence);
      return numUpdatedRows > 0n;
    },
    async recordHeartbeat() {
      const alive = { alive_at: sql<Date>`clock_timestamp()`, held: true };
      const { at } = await db
        .insertInto("gateway_sessions")
        .values({ token, ...none, ...alive })
        .onConflict((conflict) => conflict.column("token").doUpdateSet(alive))
        .returning(sql<string>`alive_at::text`.as("at"))
        .executeTakeFirstOrThrow();
      return at;
    },
    async recordOffline(lastHeartbeatAt) {
      await db
        .updateTable("gateway_sessions")
        .set({ held: false })
        .where("token", "=", token)
        .where("alive_at", "=", sql<Date>`${lastHeartbeatAt}::timestamptz`)
        .execute();
    },
    isAlive: async (withinSeconds) =>
      (await heartbeatWithin(withinSeconds).where("held", "=", true).executeTakeFirst()) !== undefined,
    wasAlive: async (withinSeconds) => (await heartbeatWithin(withinSeconds).executeTakeFirst()) !== undefined,
  };
}
