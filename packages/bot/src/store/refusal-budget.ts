import { type Kysely, sql } from "kysely";
import type { BotTables } from "./tables.ts";

const WINDOW_MS = 10 * 60_000;
const LOCK_ID = 0x0b08;

/** A direct message's claim on the budget of refusals. */
export interface Claim {
  /** Discord did not refuse: the claim is given back. One that is never given back runs out after ten minutes. */
  giveBack(): Promise<void>;
}

/**
 * How many direct messages Discord may refuse in ten minutes. A claim is taken before the call, so that neither calls
 * under way, nor other processes, nor a crash in between can exceed the budget.
 */
export interface RefusalBudget {
  /** @returns undefined when `limit` claims are out. */
  claim(limit: number): Promise<Claim | undefined>;
}

export function createRefusalBudget(db: Kysely<BotTables>, now: () => number): RefusalBudget {
  return {
    async claim(limit) {
      const at = new Date(now());
      const since = new Date(at.getTime() - WINDOW_MS);
      const id = await db.transaction().execute(async (trx) => {
        await sql`select pg_advisory_xact_lock(${LOCK_ID})`.execute(trx);
        await trx.deleteFrom("invalid_requests").where("at", "<=", since).execute();
        const { count } = await trx
          .selectFrom("invalid_requests")
          .select((query) => query.fn.countAll<string>().as("count"))
          .executeTakeFirstOrThrow();
        if (Number(count) >= limit) return undefined;
        const row = await trx.insertInto("invalid_requests").values({ at }).returning("id").executeTakeFirstOrThrow();
        return row.id;
      });
      if (id === undefined) return undefined;
      return {
        async giveBack() {
          await db.deleteFrom("invalid_requests").where("id", "=", id).execute();
        },
      };
    },
  };
}
