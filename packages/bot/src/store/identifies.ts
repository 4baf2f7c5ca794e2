import type { Kysely } from "kysely";
import type { BotTables } from "./tables.ts";

/** Every identify of one token, kept across restarts. */
export interface Identifies {
  record(): Promise<void>;
  /** The times of those within the last `windowMs` milliseconds, oldest first; milliseconds since the epoch. */
  within(windowMs: number): Promise<number[]>;
}

/** @param token a fingerprint of the bot's token: each has identifies of its own. */
export function createIdentifies(db: Kysely<BotTables>, token: string, now: () => number): Identifies {
  const DAY_MS = 24 * 60 * 60_000;
  return {
    async record() {
      await db
        .deleteFrom("gateway_identifies")
        .where("at", "<", new Date(now() - DAY_MS))
        .execute();
      await db
        .insertInto("gateway_identifies")
        .values({ token, at: new Date(now()) })
        .execute();
    },
    async within(windowMs) {
      const rows = await db
        .selectFrom("gateway_identifies")
        .select("at")
        .where("token", "=", token)
        .where("at", ">", new Date(now() - windowMs))
        .orderBy("at")
        .execute();
      return rows.map(({ at }) => at.getTime());
    },
  };
}
