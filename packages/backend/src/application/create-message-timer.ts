import type { Transaction } from "kysely";
import { fromKysely, type PgBoss } from "pg-boss";
import type { BackendDatabase } from "../store/schema.ts";

/** pg-boss's queue of users whose message waits for a quiet pause. */
export const MESSAGE_QUEUE = "waiting-messages";

/** A job of the queue. */
export interface MessageJob {
  readonly discord_id: string;
}

/** Has a user's entitlement looked at again after a time, in the caller's transaction. */
export type MessageTimer = (trx: Transaction<BackendDatabase>, discordId: string, waitMs: number) => Promise<void>;

/** Makes the timer. A user has one job that waits; one that comes too early sets the next. */
export function createMessageTimer(boss: Pick<PgBoss, "send">): MessageTimer {
  return async (trx, discordId, waitMs) => {
    const startAfter = Math.ceil(waitMs / 1_000);
    const data: MessageJob = { discord_id: discordId };
    await boss.send(MESSAGE_QUEUE, data, { startAfter, singletonKey: discordId, db: fromKysely(trx) });
  };
}
