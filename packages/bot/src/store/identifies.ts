import { type Kysely, type RawBuilder, sql } from "kysely";
import type { BotTables } from "./tables.ts";

const DAY_S = 24 * 60 * 60;

/** Every identify of one token, kept across restarts. Ages are by the database's clock, since a machine's own may step. */
export interface Identifies {
  record(): Promise<void>;
  /** How long ago those within the last `windowMs` milliseconds were, longest first; milliseconds. */
  agesWithin(windowMs: number): Promise<number[]>;
}

/** @param token a fingerprint of the bot's token: each has identifies of its own. */
export function createIdentifies(db: Kysely<BotTables>, token: string): Identifies {
  return {
    async record() {
      await db.deleteFrom("gateway_identifies").where("at", "<", secondsAgo(DAY_S)).execute();
      await db
        .insertInto("gateway_identifies")
        .values({ token, at: secondsAgo(0) })
        .execute();
    },
    async agesWithin(windowMs) {
      const rows = await db
        .selectFrom("gateway_identifies")
        .select(sql<number>`(extract(epoch from clock_timestamp() - at) * 1000)::float8`.as("age"))
        .where("token", "=", token)
        .where("at", ">", secondsAgo(windowMs / 1000))
        .orderBy("at")
        .execute();
      return rows.map(({ age }) => age);
    },
  };
}

function secondsAgo(seconds: number): RawBuilder<Date> {
  return sql<Date>`clock_timestamp() - make_interval(secs => ${seconds})`;
}
