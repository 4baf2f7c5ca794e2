import type { Inbox } from "@moddy/delivery";
import type { Kysely } from "kysely";
import type { Logger } from "pino";
import type { BotTables } from "./tables.ts";

const DAY_MS = 24 * 60 * 60_000;
const INBOX_DAYS = 30;
const MESSAGES_DAYS = 60;

export interface SweepOptions {
  readonly db: Kysely<BotTables>;
  readonly inbox: Pick<Inbox, "purge">;
  readonly logger: Logger;
  readonly now: () => number;
}

/** Forgets once a day, and now, what no delivery can ask for any more. @returns what ends it. */
export function sweepDaily({ db, inbox, logger, now }: SweepOptions): () => Promise<void> {
  async function sweep(): Promise<void> {
    const before = new Date(now() - MESSAGES_DAYS * DAY_MS);
    await inbox.purge(INBOX_DAYS);
    await db.deleteFrom("messages").where("intended_at", "<", before).execute();
  }
  let running: Promise<void> = Promise.resolve();
  const start = (): void => {
    running = sweep().catch((err: unknown) => logger.warn({ err }, "Old records could not be swept"));
  };
  start();
  const timer = setInterval(start, DAY_MS);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
