import { type JobKind, UNTIL_NEXT_TIME } from "@moddy/service";
import type { Dependencies } from "../../dependencies.ts";
import { listDueEntitlements } from "../../store/entitlements.ts";

type Deps = Pick<Dependencies, "db" | "transact" | "refreshEntitlement" | "now">;

const BATCH = 100;

/** Decides the entitlement of every user anew whose days of grace or grant have run out. */
async function recheckDue({ db, transact, refreshEntitlement, now }: Deps): Promise<{ rechecked: number }> {
  let rechecked = 0;
  for (;;) {
    const due = await listDueEntitlements(db, new Date(now()), BATCH);
    for (const discordId of due) {
      await transact((trx, afterCommit) => refreshEntitlement(trx, afterCommit, discordId));
    }
    rechecked += due.length;
    if (due.length < BATCH) return { rechecked };
  }
}

/** The job of the recheck, every minute. */
export function createRecheckJob(deps: Deps): JobKind {
  return {
    queue: "entitlement-recheck",
    policy: "short",
    retry: UNTIL_NEXT_TIME,
    expireInSeconds: 3_600,
    cron: "* * * * *",
    run: () => recheckDue(deps),
  };
}
