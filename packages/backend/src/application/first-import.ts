import type { Kysely } from "kysely";
import { hasReached, readMilestone } from "../store/milestones.ts";
import type { BackendDatabase } from "../store/schema.ts";

type Db = Kysely<BackendDatabase>;

/** What is known of the first import of earlier subscriptions: before it has ended, nothing is taken from anybody. */
export interface FirstImport {
  hasEnded(db: Db): Promise<boolean>;
  /** Whether something of this time (ms since 1970) was there before this installation, so that nobody is told of it. */
  isFromBefore(db: Db, time: number): Promise<boolean>;
}

/** Makes the reader. Both facts never change back, so each is read until it is there. */
export function createFirstImport(): FirstImport {
  let ended = false;
  let installedAt: number | undefined;
  return {
    async hasEnded(db) {
      ended ||= await hasReached(db, "first_import");
      return ended;
    },
    async isFromBefore(db, time) {
      installedAt ??= (await readMilestone(db, "installed"))?.getTime();
      return installedAt !== undefined && time < installedAt;
    },
  };
}
