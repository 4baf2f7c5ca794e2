import { type Kysely, sql } from "kysely";
import type { BotTables } from "./tables.ts";

const WINDOW_MS = 10 * 60_000;
const LOCK_ID = 0x0b08;

/** A direct message's claim on the budget of refusals. */
export interface Claim {
  /** Discord did not refuse: gives the claim back. A claim that is not given back runs out after ten minutes. */
  giveBack(): Promise<void>;
}

/**
 * How many direct messages Discord may refuse in ten minutes. A claim is taken before the call, so that neither calls
 * under way, nor other processes, nor a crash in between can exceed the budget.
 */
export interface RefusalBudget {
  /** @returns the claim, or when `limit` claims are out, how long until one of them runs out, in milliseconds. */
  claim(limit: number): Promise<Claim | { readonly waitMs: number }>;
}

export function createRefusalBudget(db: Kysely<BotTables>, now: () => number): RefusalBudget {
  /** How long until a claim runs out, in milliseconds; undefined while there are fewer than `limit`. */
  async function findWait(query: Kysely<BotTables>, limit: number, since: Date): Promise<number | undefined> {
    const last = query.selectFrom("invalid_requests").select("at").where("at", ">", since).orderBy("at", "desc");
    const blocking = await last
      .limit(1)
      .offset(limit - 1)
      .executeTakeFirst();
    return blocking && blocking.at.getTime() - since.getTime();
  }

  return {
    async claim(limit) {
      const at = new Date(now());
      const since = new Date(at.getTime() - WINDOW_MS);
      // In a burst most calls have to wait; they learn that here, without a wait for the lock.
      const waitMs = await findWait(db, limit, since);
      if (waitMs !== undefined) return { waitMs };
      const claimed = await db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(${LOCK_ID})`.execute(trx);
        await trx.deleteFrom("invalid_requests").where("at", "<=", since).execute();
        const waitNow = await findWait(trx, limit, since);
        if (waitNow !== undefined) return { waitMs: waitNow };
        return trx.insertInto("invalid_requests").values({ at }).returning("id").executeTakeFirstOrThrow();
      });
      if ("waitMs" in claimed) return claimed;
      return {
        async giveBack() {
          await db.deleteFrom("invalid_requests").where("id", "=", claimed.id).execute();
        },
      };
    },
  };
}
