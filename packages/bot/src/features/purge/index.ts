import { UNTIL_NEXT_TIME } from "@moddy/service";
import type { Dependencies } from "../../dependencies.ts";
import { createMessages } from "../../store/messages.ts";
import { createRoleStates } from "../../store/role-states.ts";
import type { BotFeature } from "../feature.ts";

const DAY_MS = 24 * 60 * 60_000;
const INBOX_DAYS = 30;
const MESSAGES_DAYS = 60;

/** Deletes once a day what no delivery can ask for any more. */
export const purge = {
  name: "purge",
  setUp({ db, inbox, now }: Pick<Dependencies, "db" | "inbox" | "now">) {
    return {
      jobs: [
        {
          queue: "purge",
          policy: "exclusive",
          retry: UNTIL_NEXT_TIME,
          expireInSeconds: 600,
          cron: "17 3 * * *",
          atStart: true,
          async run() {
            await inbox.purge(INBOX_DAYS);
            await createRoleStates(db).purge();
            await createMessages(db, now).purge(new Date(now() - MESSAGES_DAYS * DAY_MS));
          },
        },
      ],
    };
  },
} as const satisfies BotFeature;
