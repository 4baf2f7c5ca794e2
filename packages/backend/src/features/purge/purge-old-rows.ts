import { type JobKind, UNTIL_NEXT_TIME } from "@moddy/service";
import type { Dependencies } from "../../dependencies.ts";
import { purgeEvents } from "../../store/purge-events.ts";

const DAY_MS = 86_400_000;
const INBOX_DAYS = 30;
const EVENT_DAYS = 90;

/** The job that deletes old rows. */
export function createPurgeJob({ db, inbox, now }: Pick<Dependencies, "db" | "inbox" | "now">): JobKind {
  return {
    queue: "purge",
    policy: "short",
    retry: UNTIL_NEXT_TIME,
    expireInSeconds: 3_600,
    cron: "41 3 * * *",
    async run() {
      await inbox.purge(INBOX_DAYS);
      await purgeEvents(db, new Date(now() - EVENT_DAYS * DAY_MS));
    },
  };
}
